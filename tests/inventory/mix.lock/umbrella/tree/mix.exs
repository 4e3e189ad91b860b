defmodule Market.MixProject do
  use Mix.Project

  def project do
    [apps_path: "apps", deps: deps()]
  end

  defp deps do
    [{:broom, "~> 1.0", only: :dev}]
  end
end
