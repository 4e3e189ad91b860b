defmodule Hinge.MixProject do
  def project, do: [app: :hinge, version: "2.0.0"]
end
