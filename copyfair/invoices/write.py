"""The invoice as UBL 2.1 (Peppol BIS Billing 3.0) and as CII (Factur-X, profile EN 16931)."""

from typing import Any

from copyfair.errors import MissingExtraError
from copyfair.invoices.bts import business_terms, process
from copyfair.invoices.model import Invoice

__all__ = ["cii", "ubl"]

_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


def ubl(invoice: Invoice, terms_text: str) -> bytes:
    """The invoice for Peppol.

    Raises:
        MissingExtraError: factur-x is not installed.
    """
    from lxml import etree  # noqa: PLC0415 - comes with factur-x

    written = _written(business_terms(invoice, terms_text), "ubl-2.1")
    root = etree.fromstring(written, etree.XMLParser(resolve_entities=False, huge_tree=True))
    root.find(f"{_CBC}CustomizationID").text = process(invoice)[0]  # factur-x knows its own levels only
    version = root.find(f"{_CBC}UBLVersionID")
    if version is not None:  # the CEN rules would rather not see it
        root.remove(version)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def cii(invoice: Invoice, terms_text: str) -> bytes:
    """The invoice for Factur-X.

    Raises:
        MissingExtraError: factur-x is not installed.
    """
    return _written(business_terms(invoice, terms_text), "factur-x")


def _written(terms: dict[str, Any], flavour: str) -> bytes:
    try:
        from facturx import generate_xml  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        raise MissingExtraError("an e-invoice", "invoice") from None
    made: bytes = generate_xml(terms, flavor=flavour, level="en16931", check_xsd=False, check_schematron=None)
    return made
