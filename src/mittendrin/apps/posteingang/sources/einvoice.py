# SPDX-License-Identifier: EUPL-1.2
"""E-invoices after EN 16931 in both syntaxes, UBL 2.1 and UN/CEFACT CII: fields by business term (BT-1 ...)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mittendrin.apps.posteingang.sources import xml_safe

FILE_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml", "order-x.xml")
_ROOTS = {"Invoice": "ubl", "CreditNote": "ubl", "CrossIndustryInvoice": "cii", "CrossIndustryDocument": "cii"}

_SUPPLIER, _CUSTOMER = "AccountingSupplierParty/Party", "AccountingCustomerParty/Party"
_TOTAL = "LegalMonetaryTotal"
_UBL = {
    "BT-1": "ID",
    "BT-2": "IssueDate",
    "BT-3": "InvoiceTypeCode|CreditNoteTypeCode",
    "BT-5": "DocumentCurrencyCode",
    "BT-9": "DueDate|PaymentMeans/PaymentDueDate",
    "BT-10": "BuyerReference",
    "BT-11": "ProjectReference/ID",
    "BT-12": "ContractDocumentReference/ID",
    "BT-13": "OrderReference/ID",
    "BT-14": "OrderReference/SalesOrderID",
    "BT-19": "AccountingCost",
    "BT-20": "PaymentTerms/Note",
    "BT-22": "Note",
    "BT-25": "BillingReference/InvoiceDocumentReference/ID",
    "BT-27": f"{_SUPPLIER}/PartyLegalEntity/RegistrationName",
    "BT-28": f"{_SUPPLIER}/PartyName/Name",
    "BT-29": f"{_SUPPLIER}/PartyIdentification/ID",
    "BT-30": f"{_SUPPLIER}/PartyLegalEntity/CompanyID",
    "BT-34": f"{_SUPPLIER}/EndpointID",
    "BT-35": f"{_SUPPLIER}/PostalAddress/StreetName",
    "BT-37": f"{_SUPPLIER}/PostalAddress/CityName",
    "BT-38": f"{_SUPPLIER}/PostalAddress/PostalZone",
    "BT-40": f"{_SUPPLIER}/PostalAddress/Country/IdentificationCode",
    "BT-41": f"{_SUPPLIER}/Contact/Name",
    "BT-42": f"{_SUPPLIER}/Contact/Telephone",
    "BT-43": f"{_SUPPLIER}/Contact/ElectronicMail",
    "BT-44": f"{_CUSTOMER}/PartyLegalEntity/RegistrationName",
    "BT-46": f"{_CUSTOMER}/PartyIdentification/ID",
    "BT-50": f"{_CUSTOMER}/PostalAddress/StreetName",
    "BT-52": f"{_CUSTOMER}/PostalAddress/CityName",
    "BT-53": f"{_CUSTOMER}/PostalAddress/PostalZone",
    "BT-56": f"{_CUSTOMER}/Contact/Name",
    "BT-59": "PayeeParty/PartyName/Name",
    "BT-72": "Delivery/ActualDeliveryDate",
    "BT-73": "InvoicePeriod/StartDate",
    "BT-74": "InvoicePeriod/EndDate",
    "BT-81": "PaymentMeans/PaymentMeansCode",
    "BT-83": "PaymentMeans/PaymentID",
    "BT-84": "PaymentMeans/PayeeFinancialAccount/ID",
    "BT-85": "PaymentMeans/PayeeFinancialAccount/Name",
    "BT-86": "PaymentMeans/PayeeFinancialAccount/FinancialInstitutionBranch/ID",
    "BT-89": "PaymentMeans/PaymentMandate/ID",
    "BT-91": "PaymentMeans/PaymentMandate/PayerFinancialAccount/ID",
    "BT-106": f"{_TOTAL}/LineExtensionAmount",
    "BT-107": f"{_TOTAL}/AllowanceTotalAmount",
    "BT-108": f"{_TOTAL}/ChargeTotalAmount",
    "BT-109": f"{_TOTAL}/TaxExclusiveAmount",
    "BT-112": f"{_TOTAL}/TaxInclusiveAmount",
    "BT-113": f"{_TOTAL}/PrepaidAmount",
    "BT-115": f"{_TOTAL}/PayableAmount",
}
_DEAL = "SupplyChainTradeTransaction/"
_AGREE, _DELIVER = f"{_DEAL}ApplicableHeaderTradeAgreement/", f"{_DEAL}ApplicableHeaderTradeDelivery/"
_SETTLE = f"{_DEAL}ApplicableHeaderTradeSettlement/"
_SELLER, _BUYER = f"{_AGREE}SellerTradeParty/", f"{_AGREE}BuyerTradeParty/"
_MEANS, _SUMS = (
    f"{_SETTLE}SpecifiedTradeSettlementPaymentMeans/",
    f"{_SETTLE}SpecifiedTradeSettlementHeaderMonetarySummation/",
)
_CII = {
    "BT-1": "ExchangedDocument/ID",
    "BT-2": "ExchangedDocument/IssueDateTime/DateTimeString",
    "BT-3": "ExchangedDocument/TypeCode",
    "BT-5": f"{_SETTLE}InvoiceCurrencyCode",
    "BT-9": f"{_SETTLE}SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",
    "BT-10": f"{_AGREE}BuyerReference",
    "BT-11": f"{_AGREE}SpecifiedProcuringProject/ID",
    "BT-12": f"{_AGREE}ContractReferencedDocument/IssuerAssignedID",
    "BT-13": f"{_AGREE}BuyerOrderReferencedDocument/IssuerAssignedID",
    "BT-14": f"{_AGREE}SellerOrderReferencedDocument/IssuerAssignedID",
    "BT-19": f"{_SETTLE}ReceivableSpecifiedTradeAccountingAccount/ID",
    "BT-20": f"{_SETTLE}SpecifiedTradePaymentTerms/Description",
    "BT-22": "ExchangedDocument/IncludedNote/Content",
    "BT-25": f"{_SETTLE}InvoiceReferencedDocument/IssuerAssignedID",
    "BT-27": f"{_SELLER}Name",
    "BT-28": f"{_SELLER}SpecifiedLegalOrganization/TradingBusinessName",
    "BT-29": f"{_SELLER}ID|{_SELLER}GlobalID",
    "BT-30": f"{_SELLER}SpecifiedLegalOrganization/ID",
    "BT-34": f"{_SELLER}URIUniversalCommunication/URIID",
    "BT-35": f"{_SELLER}PostalTradeAddress/LineOne",
    "BT-37": f"{_SELLER}PostalTradeAddress/CityName",
    "BT-38": f"{_SELLER}PostalTradeAddress/PostcodeCode",
    "BT-40": f"{_SELLER}PostalTradeAddress/CountryID",
    "BT-41": f"{_SELLER}DefinedTradeContact/PersonName",
    "BT-42": f"{_SELLER}DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber",
    "BT-43": f"{_SELLER}DefinedTradeContact/EmailURIUniversalCommunication/URIID",
    "BT-44": f"{_BUYER}Name",
    "BT-46": f"{_BUYER}ID|{_BUYER}GlobalID",
    "BT-50": f"{_BUYER}PostalTradeAddress/LineOne",
    "BT-52": f"{_BUYER}PostalTradeAddress/CityName",
    "BT-53": f"{_BUYER}PostalTradeAddress/PostcodeCode",
    "BT-56": f"{_BUYER}DefinedTradeContact/PersonName",
    "BT-59": f"{_SETTLE}PayeeTradeParty/Name",
    "BT-72": f"{_DELIVER}ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString",
    "BT-73": f"{_SETTLE}BillingSpecifiedPeriod/StartDateTime/DateTimeString",
    "BT-74": f"{_SETTLE}BillingSpecifiedPeriod/EndDateTime/DateTimeString",
    "BT-81": f"{_MEANS}TypeCode",
    "BT-83": f"{_SETTLE}PaymentReference",
    "BT-84": f"{_MEANS}PayeePartyCreditorFinancialAccount/IBANID"
    f"|{_MEANS}PayeePartyCreditorFinancialAccount/ProprietaryID",
    "BT-85": f"{_MEANS}PayeePartyCreditorFinancialAccount/AccountName",
    "BT-86": f"{_MEANS}PayeeSpecifiedCreditorFinancialInstitution/BICID",
    "BT-89": f"{_SETTLE}SpecifiedTradePaymentTerms/DirectDebitMandateID",
    "BT-90": f"{_SETTLE}CreditorReferenceID",
    "BT-91": f"{_MEANS}PayerPartyDebtorFinancialAccount/IBANID",
    "BT-106": f"{_SUMS}LineTotalAmount",
    "BT-107": f"{_SUMS}AllowanceTotalAmount",
    "BT-108": f"{_SUMS}ChargeTotalAmount",
    "BT-109": f"{_SUMS}TaxBasisTotalAmount",
    "BT-112": f"{_SUMS}GrandTotalAmount",
    "BT-113": f"{_SUMS}TotalPrepaidAmount",
    "BT-115": f"{_SUMS}DuePayableAmount",
}
_DATES = frozenset({"BT-2", "BT-9", "BT-72", "BT-73", "BT-74"})
_AMOUNTS = frozenset({"BT-106", "BT-107", "BT-108", "BT-109", "BT-110", "BT-112", "BT-113", "BT-115"})
_ACCOUNTS = frozenset({"BT-84", "BT-91"})


@dataclass(frozen=True)
class Line:
    """One line of an invoice (BG-25): all values as they stand in the XML."""

    number: str
    name: str
    quantity: str
    unit: str
    price: str
    rate: str
    net: str


@dataclass(frozen=True)
class Invoice:
    """An e-invoice. terms: values by business term: dates ISO, amounts with a point, IBANs without blanks."""

    terms: Mapping[str, str]
    lines: tuple[Line, ...]
    credit_note: bool = False


def is_invoice(root: Element) -> bool:
    """Return whether ``root`` is the root of an e-invoice of either syntax."""
    return xml_safe.local(root) in _ROOTS


def read(data: bytes) -> Invoice | None:
    """Return the e-invoice in the XML ``data``, None when it is another XML. Raises Refused when it is broken."""
    root = xml_safe.parsed(data)
    if not is_invoice(root):
        return None
    syntax = _ROOTS[xml_safe.local(root)]
    paths = _UBL if syntax == "ubl" else _CII
    terms = {term: _value(root, path) for term, path in paths.items()}
    terms |= _ubl_special(root) if syntax == "ubl" else _cii_special(root)
    lines = _ubl_lines(root) if syntax == "ubl" else _cii_lines(root)
    normal = {term: _normal(term, value) for term, value in terms.items() if value}
    return Invoice(normal, tuple(lines), xml_safe.local(root) == "CreditNote" or normal.get("BT-3") == "381")


def _value(root: Element, paths: str) -> str:
    for path in paths.split("|"):
        steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
        for element in root.iterfind(steps):
            if text := " ".join((element.text or "").split()):
                return text
    return ""


def _ubl_special(root: Element) -> dict[str, str]:
    """Return what UBL tells apart by a neighbour: tax numbers by their scheme, VAT by its currency."""
    found: dict[str, str] = {}
    for side, vat, other in ((_SUPPLIER, "BT-31", "BT-32"), (_CUSTOMER, "BT-48", "")):
        for scheme in root.iterfind("/".join(f"{{*}}{step}" for step in f"{side}/PartyTaxScheme".split("/"))):
            term = vat if _value(scheme, "TaxScheme/ID").upper() == "VAT" else other
            if term:
                found.setdefault(term, _value(scheme, "CompanyID"))
    currency = _value(root, "DocumentCurrencyCode")
    taxes = root.iterfind("{*}TaxTotal/{*}TaxAmount")
    found["BT-110"] = _in_currency(list(taxes), currency)
    for number in root.iterfind(f"{{*}}{_SUPPLIER.replace('/', '/{*}')}/{{*}}PartyIdentification/{{*}}ID"):
        if number.get("schemeID") == "SEPA":
            found["BT-90"] = (number.text or "").strip()
    return found


def _cii_special(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for side, vat, other in ((_SELLER, "BT-31", "BT-32"), (_BUYER, "BT-48", "")):
        path = f"{side}SpecifiedTaxRegistration/ID".replace("/", "/{*}")
        for number in root.iterfind(f"{{*}}{path}"):
            term = {"VA": vat, "FC": other}.get(str(number.get("schemeID")), "")
            if term:
                found.setdefault(term, (number.text or "").strip())
    taxes = root.iterfind(f"{{*}}{_SUMS.replace('/', '/{*}')}TaxTotalAmount")
    found["BT-110"] = _in_currency(list(taxes), _value(root, _CII["BT-5"]))
    return found


def _in_currency(amounts: list[Element], currency: str) -> str:
    fitting = [amount for amount in amounts if amount.get("currencyID", currency) == currency] or amounts
    return (fitting[0].text or "").strip() if fitting else ""


def _ubl_lines(root: Element) -> list[Line]:
    rows = [*root.iterfind("{*}InvoiceLine"), *root.iterfind("{*}CreditNoteLine")]
    found = []
    for row in rows:
        quantity = row.find("{*}InvoicedQuantity")
        quantity = row.find("{*}CreditedQuantity") if quantity is None else quantity
        found.append(
            Line(
                _value(row, "ID"),
                _value(row, "Item/Name"),
                (quantity.text or "").strip() if quantity is not None else "",
                quantity.get("unitCode", "") if quantity is not None else "",
                _value(row, "Price/PriceAmount"),
                _value(row, "Item/ClassifiedTaxCategory/Percent"),
                _value(row, "LineExtensionAmount"),
            )
        )
    return found


def _cii_lines(root: Element) -> list[Line]:
    found = []
    for row in root.iterfind("{*}SupplyChainTradeTransaction/{*}IncludedSupplyChainTradeLineItem"):
        quantity = row.find("{*}SpecifiedLineTradeDelivery/{*}BilledQuantity")
        settle = "SpecifiedLineTradeSettlement/"
        found.append(
            Line(
                _value(row, "AssociatedDocumentLineDocument/LineID"),
                _value(row, "SpecifiedTradeProduct/Name"),
                (quantity.text or "").strip() if quantity is not None else "",
                quantity.get("unitCode", "") if quantity is not None else "",
                _value(row, "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount"),
                _value(row, f"{settle}ApplicableTradeTax/RateApplicablePercent"),
                _value(row, f"{settle}SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"),
            )
        )
    return found


def _normal(term: str, value: str) -> str:
    if term in _DATES:
        return _iso(value)
    if term in _AMOUNTS:
        return _amount(value)
    return re.sub(r"\s", "", value).upper() if term in _ACCOUNTS else value


def _iso(value: str) -> str:
    digits = re.sub(r"\D", "", value[:10])
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) == 8 else value


def _amount(value: str) -> str:
    """Return an amount with two decimals where it is one; XML writes the point."""
    try:
        return f"{float(value):.2f}" if re.fullmatch(r"[-+]?\d{1,15}(?:\.\d{1,10})?", value) else value
    except ValueError:
        return value
