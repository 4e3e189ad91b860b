defmodule Bakery.MixProject do
  def project do
    [app: :bakery, version: "1.2.0", deps: deps()]
  end

  defp deps do
    [
      # {:kneader, "~> 1.0"},
      {:flour, "~> 1.0"},
      {:jig, "~> 0.3", only: :test},
      {:kneader, ">= 2.0.0", only: [:dev, :test], runtime: false},
      {:oven, git: "https://code.example/oven.git", tag: "v4", runtime: false}
    ]
  end

  defp aliases do
    [{:grease, "not asked for"}]
  end
end
