defmodule Shop.MixProject do
  def project do
    [app: :shop, version: "0.1.0", deps: deps(), lockfile: "../../mix.lock"]
  end

  defp deps do
    [{:till, in_umbrella: true}, {:paint, git: "https://code.example/paint.git", runtime: false}]
  end
end
