defmodule Drawer.MixProject do
  def project do
    [app: :drawer, version: "5.1.0", deps: deps()]
  end

  defp deps do
    [
      {:hinge, git: "https://code.example/hinge.git", tag: "v2"},
      {:paint, git: "https://code.example/paint.git", optional: true},
      {:broom, "~> 1.0", only: [:dev, :test]}
    ]
  end
end
