"""The JSON form of an invoice keeps to the schema that is published with it."""

import json
from pathlib import Path

import invoice_sample as sample
import jsonschema
import pytest

import copyfair
from copyfair.invoices.issue import Checks, check, read_invoice, schema
from copyfair.invoices.model import Category
from copyfair.schema import to_json

PUBLISHED = Path(copyfair.__file__).parent / "invoices" / "data" / "invoice-1.schema.json"


def valid(document):
    described = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(described)
    jsonschema.Draft202012Validator(described, format_checker=jsonschema.FormatChecker()).validate(document)


def test_the_published_schema_is_the_one_of_the_code(golden):
    golden(PUBLISHED, schema().decode("utf-8"))


@pytest.mark.parametrize("category", list(Category))
def test_the_json_form_fits_the_schema_and_reads_back(category):
    invoice = sample.invoice(category=category)
    *_, document = check(invoice, Checks(official=False))
    written = to_json(document)
    valid(json.loads(written))
    assert read_invoice(written) == invoice


@pytest.mark.parametrize(("field", "value"), [("gross", 12.5), ("schema", "copyfair/invoice/2"), ("more", "x")])
def test_the_schema_refuses_numbers_as_money_other_versions_and_unknown_fields(field, value):
    *_, document = check(sample.invoice(), Checks(official=False))
    with pytest.raises(jsonschema.ValidationError):
        valid({**json.loads(to_json(document)), field: value})
