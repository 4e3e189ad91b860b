defmodule Coins.MixProject do
  def project, do: [app: :coins, version: "3.0.0", deps: deps()]
  defp deps, do: [{:till, path: "../../apps/till"}]
end
