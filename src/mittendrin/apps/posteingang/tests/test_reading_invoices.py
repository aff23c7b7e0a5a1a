# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from mittendrin.apps.posteingang.sources import einvoice, einvoice_text
from mittendrin.apps.posteingang.sources.read import read

DATA = Path(settings.TEST_DATA_DIR)
UBL_SPACES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" '
    'xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)
UBL = f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice {UBL_SPACES}><b:ID>R-17</b:ID><b:IssueDate>2026-11-03</b:IssueDate><b:DueDate>2026-12-03</b:DueDate>
<b:InvoiceTypeCode>380</b:InvoiceTypeCode><b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>
<b:BuyerReference>04011000-12345-34</b:BuyerReference><a:OrderReference><b:ID>B-9</b:ID></a:OrderReference>
<a:AccountingSupplierParty><a:Party>
 <a:PartyTaxScheme><b:CompanyID>12/345</b:CompanyID><a:TaxScheme><b:ID>FC</b:ID></a:TaxScheme></a:PartyTaxScheme>
 <a:PartyTaxScheme><b:CompanyID>DE1</b:CompanyID><a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:PartyTaxScheme>
 <a:PartyLegalEntity><b:RegistrationName>Bau &amp; Söhne</b:RegistrationName></a:PartyLegalEntity>
</a:Party></a:AccountingSupplierParty>
<a:PaymentMeans><a:PayeeFinancialAccount><b:ID>DE02 1203 0000 0000 2020 51</b:ID></a:PayeeFinancialAccount>
</a:PaymentMeans>
<a:TaxTotal><b:TaxAmount currencyID="USD">9</b:TaxAmount><b:TaxAmount currencyID="EUR">19</b:TaxAmount></a:TaxTotal>
<a:LegalMonetaryTotal><b:TaxExclusiveAmount>100</b:TaxExclusiveAmount><b:TaxInclusiveAmount>119.0</b:TaxInclusiveAmount>
<b:PayableAmount>1119.00</b:PayableAmount></a:LegalMonetaryTotal>
<a:InvoiceLine><b:ID>1</b:ID><b:InvoicedQuantity unitCode="HUR">2.5</b:InvoicedQuantity>
<b:LineExtensionAmount>100</b:LineExtensionAmount><a:Item><b:Name>Arbeit</b:Name></a:Item></a:InvoiceLine>
</Invoice>"""


def test_ubl_is_read_by_business_term() -> None:
    reading = read(UBL.encode(), "r.xml")
    document = reading.documents[0]
    assert document.source == "einvoice"
    wanted = {
        "BT-1": "R-17", "BT-2": "2026-11-03", "BT-9": "2026-12-03", "BT-10": "04011000-12345-34", "BT-13": "B-9",
        "BT-27": "Bau & Söhne", "BT-31": "DE1", "BT-32": "12/345", "BT-84": "DE02120300000000202051",
        "BT-109": "100.00", "BT-110": "19.00", "BT-112": "119.00", "BT-115": "1119.00", "BT-5": "EUR",
    }  # fmt: skip
    assert wanted.items() <= document.invoice.items()
    lines = document.text.split("\n")
    assert "Rechnungsnummer: R-17" in lines
    assert "Fällig am: 03.12.2026" in lines
    assert "Zahlbetrag: 1.119,00 EUR" in lines
    assert "1 Arbeit 2,5 Std. 100,00" in lines


def test_other_xml_is_not_a_letter() -> None:
    refused = read(b"<?xml version='1.0'?><config/>", "x.xml").refused
    assert refused is not None and refused.code == "unknown-format"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_xml_with_entities_is_refused(declaration: str) -> None:
    refused = read(f"<?xml version='1.0'?>{declaration}<Invoice>&a;</Invoice>".encode(), "x.xml").refused
    assert refused is not None and refused.code == "bomb"


@pytest.mark.parametrize(
    ("value", "shown"), [("1234.5", "1.234,50"), ("0.12345", "0,12345"), ("abc", "abc"), ("-7", "-7,00")]
)
def test_numbers_are_shown_as_germans_write_them(value: str, shown: str) -> None:
    assert einvoice_text.german(value) == shown


@pytest.mark.skipif(not (DATA / "zugferd-invoices").is_dir(), reason="shared/data is not here")
@pytest.mark.parametrize("path", sorted((DATA / "zugferd-invoices").rglob("*.pdf")), ids=lambda path: path.stem)
def test_zugferd_is_read_from_its_xml_and_shown_from_its_page(path: Path) -> None:
    reading = read(path)
    document = reading.documents[0]
    assert document.source == "einvoice"
    assert {"BT-1", "BT-2", "BT-5", "BT-27", "BT-44", "BT-112", "BT-115"} <= document.invoice.keys()
    assert document.invoice["BT-1"] in document.text


@pytest.mark.skipif(not (DATA / "xrechnung-testsuite").is_dir(), reason="shared/data is not here")
def test_all_valid_xrechnungen_give_their_fields() -> None:
    count = 0
    for path in sorted((DATA / "xrechnung-testsuite").rglob("*.xml")):
        invoice = einvoice.read(path.read_bytes())
        if invoice is None:
            continue
        count += 1
        assert {"BT-1", "BT-2", "BT-5", "BT-10", "BT-27", "BT-44", "BT-109", "BT-112", "BT-115"} <= invoice.terms.keys()
        assert invoice.lines and all(line.net for line in invoice.lines)
        assert len(invoice.terms["BT-2"]) == 10
    assert count > 60
