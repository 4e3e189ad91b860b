"""What a project and its organisation record in `copyfair.toml`, and in the files that it extends."""

from copyfair.settings.model import (
    Breach,
    Choice,
    Combination,
    Count,
    DeclaredComponent,
    Entitlement,
    Exemption,
    How,
    Override,
    Policy,
    ProjectSettings,
    ReadingChoice,
    ReceiptFile,
    RightType,
    Selection,
    Settings,
)
from copyfair.settings.read import find_settings, load_settings, parse_settings, parse_shared_settings
from copyfair.settings.shared import Shared, shared_settings

__all__ = [
    "Breach",
    "Choice",
    "Combination",
    "Count",
    "DeclaredComponent",
    "Entitlement",
    "Exemption",
    "How",
    "Override",
    "Policy",
    "ProjectSettings",
    "ReadingChoice",
    "ReceiptFile",
    "RightType",
    "Selection",
    "Settings",
    "Shared",
    "find_settings",
    "load_settings",
    "parse_settings",
    "parse_shared_settings",
    "shared_settings",
]
