"""The sample organization; beside it, as they are, the config and credentials files of the person who works there."""

from __future__ import annotations

from ssotui.demo.organization import Instance, Organization, SampleAccount

ACME = "https://acme.awsapps.com/start"
CORP = "https://corp-eu.awsapps.com/start"
GLOBEX = "https://globex.awsapps.com/start"
LEGACY = "https://audit-2019.awsapps.com/start"


def _account(account_id: str, name: str, mailbox: str, *roles: str) -> SampleAccount:
    return SampleAccount(account_id, name, f"{mailbox}@example.com", roles)


# The account IDs are of the pattern that AWS's documentation uses for examples.
_ACME_ACCOUNTS = (
    _account("111122223333", "Payments", "aws+payments-prod", "AdministratorAccess", "Developer", "ReadOnly"),
    _account("444455556666", "Payments", "aws+payments-stage", "AdministratorAccess", "Developer", "ReadOnly"),
    _account("111144445555", "Payments Dev", "aws+payments-dev", "AdministratorAccess", "Developer"),
    _account("222233334444", "Data Lake", "aws+data-lake-prod", "DataEngineer", "ReadOnly"),
    _account(
        "222233335555", "Data Lake Stage", "aws+data-lake-stage", "AdministratorAccess", "DataEngineer", "ReadOnly"
    ),
    _account("222244446666", "Warehouse", "aws+warehouse", "Analyst", "DataEngineer", "ReadOnly"),
    _account("222255557777", "ML Training", "aws+ml-training", "MachineLearning", "ReadOnly"),
    _account("222255558888", "ML Inference", "aws+ml-inference", "MachineLearning", "ReadOnly"),
    _account("333344445555", "Storefront", "aws+storefront-prod", "Developer", "ReadOnly"),
    _account(
        "333344446666", "Storefront Stage", "aws+storefront-stage", "AdministratorAccess", "Developer", "ReadOnly"
    ),
    _account("333355556666", "Checkout", "aws+checkout-prod", "Developer", "ReadOnly"),
    _account("333355557777", "Checkout Stage", "aws+checkout-stage", "Developer", "ReadOnly"),
    _account("333366667777", "Search", "aws+search", "Developer", "ReadOnly"),
    _account("333366668888", "Loyalty", "aws+loyalty", "Developer", "ReadOnly"),
    _account("333377778888", "Mobile Backend", "aws+mobile", "Developer", "ReadOnly"),
    _account("555566667777", "Platform Tools", "aws+platform-tools", "AdministratorAccess", "Developer", "ReadOnly"),
    _account("555566668888", "Platform Sandbox", "aws+platform-sandbox", "AdministratorAccess", "ReadOnly"),
    _account("555577778888", "Network Shared", "aws+network", "NetworkAdmin", "ReadOnly"),
    _account("555577779999", "DNS", "aws+dns", "NetworkAdmin", "ReadOnly"),
    _account("555588889999", "Backups", "aws+backups", "AdministratorAccess", "ReadOnly"),
    _account("555599991111", "Observability", "aws+observability", "Developer", "ReadOnly"),
    _account(
        "666677778888", "Security Audit", "aws+security", "Audit", "IncidentResponse", "ReadOnly", "SecurityAdmin"
    ),
    _account("666677779999", "Log Archive", "aws+log-archive", "Audit", "ReadOnly"),
    _account("666688889999", "Management", "aws+management", "Billing", "ReadOnly"),
    _account("666699991111", "Compliance Evidence", "aws+compliance", "Audit", "ReadOnly"),
)
_CORP_ACCOUNTS = (
    _account("777711112222", "ERP", "cloud+erp", "AdministratorAccess", "ReadOnly"),
    _account("777711113333", "ERP Test", "cloud+erp-test", "AdministratorAccess", "Developer", "ReadOnly"),
    _account("777722223333", "Human Resources", "cloud+hr", "Audit", "ReadOnly"),
    _account("777722224444", "Payroll", "cloud+payroll", "Audit", "ReadOnly"),
    _account("777733334444", "Identity", "cloud+identity", "AdministratorAccess", "ReadOnly"),
    _account("777733335555", "Mail", "cloud+mail", "Developer", "ReadOnly"),
    _account("777744445555", "Intranet", "cloud+intranet", "Developer", "ReadOnly"),
    _account("777744446666", "Analytics", "cloud+analytics", "Analyst", "DataEngineer", "ReadOnly"),
    _account("777755556666", "Sandbox", "cloud+sandbox", "AdministratorAccess", "ReadOnly"),
    _account("777755557777", "Network Hub", "cloud+network", "NetworkAdmin", "ReadOnly"),
    _account("777766667777", "Archive", "cloud+archive", "Audit", "ReadOnly"),
    _account("777766668888", "Billing", "cloud+billing", "Billing", "ReadOnly"),
)
_GLOBEX_ACCOUNTS = (
    _account("888811112222", "Globex Web", "ops+web", "Developer", "ReadOnly"),
    _account("888811113333", "Globex Web Stage", "ops+web-stage", "AdministratorAccess", "Developer"),
    _account("888822223333", "Globex API", "ops+api", "Developer", "ReadOnly"),
    _account("888822224444", "Globex API Stage", "ops+api-stage", "AdministratorAccess", "Developer"),
    _account("888833334444", "Globex IoT", "ops+iot", "Developer", "ReadOnly"),
    _account("888833335555", "Globex Data", "ops+data", "Analyst", "ReadOnly"),
    _account("888844445555", "Globex Sandbox", "ops+sandbox", "AdministratorAccess", "ReadOnly"),
    _account("888844446666", "Globex Shared Services", "ops+shared", "NetworkAdmin", "ReadOnly"),
)

SAMPLE = Organization(
    (
        Instance(ACME, "us-east-1", _ACME_ACCOUNTS),
        Instance(CORP, "eu-west-1", _CORP_ACCOUNTS),
        Instance(GLOBEX, "us-west-2", _GLOBEX_ACCOUNTS),
        Instance(LEGACY, "us-east-1", (_account("777788889999", "Audit 2019", "audit", "Audit", "ReadOnly"),)),
    )
)
