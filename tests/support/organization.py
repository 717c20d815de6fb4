"""A small organization: a start URL, another in another region, and one that a legacy profile uses."""

from __future__ import annotations

from ssotui.demo.organization import Instance, Organization, SampleAccount

ACME = "https://acme.awsapps.com/start"
CORP = "https://d-1234567890.awsapps.com/start"
LEGACY = "https://legacy.awsapps.com/start"

ORGANIZATION = Organization(
    (
        Instance(
            ACME,
            "us-east-1",
            (
                SampleAccount("111122223333", "Payments", "payments@example.com", ("Admin", "ReadOnly")),
                SampleAccount("444455556666", "Data Lake", "data-lake@example.com", ("Admin", "Developer", "ReadOnly")),
                SampleAccount("000011112222", "acct [/prod]", "odd@example.com", ("Read Only", "a+b=c,d.e@f-g")),
            ),
        ),
        Instance(
            CORP,
            "eu-west-1",
            (SampleAccount("777788889999", "Corp", "corp@example.com", ("Billing", "ReadOnly")),),
        ),
        Instance(
            LEGACY,
            "us-west-2",
            (SampleAccount("123456789012", "Audit", "audit@example.com", ("Audit",)),),
        ),
    )
)
