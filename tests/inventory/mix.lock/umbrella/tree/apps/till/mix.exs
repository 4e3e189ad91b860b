defmodule Till.MixProject do
  def project do
    [app: :till, version: "0.2.0", deps: deps(), lockfile: "../../mix.lock"]
  end

  defp deps do
    [
      {:drawer, git: "https://code.example/drawer.git"},
      {:coins, path: "../../shared/coins"},
      {:elsewhere, path: "../../../outside"}
    ]
  end
end
