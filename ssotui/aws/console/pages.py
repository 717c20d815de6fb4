"""Finds the console's pages, which ``--destination`` names by a service or by an address."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from urllib.parse import urlsplit

from ssotui.aws.console import partitions
from ssotui.aws.console.partitions import Partition
from ssotui.model.credentials import RoleRef
from ssotui.model.errors import UsageError
from ssotui.model.sources import AssumedRole, KeySource

HOME = "console"

PATHS = {
    HOME: "console/home",
    "accessanalyzer": "access-analyzer/home",
    "account": "billing/home#/account",
    "alarms": "cloudwatch/home#alarmsV2:",
    "apigatewayv2": "apigateway/home",
    "appconfig": "systems-manager/appconfig/home",
    "appstream": "appstream2/home",
    "asg": "ec2/home#AutoScalingGroups:",
    "autoscaling": "ec2/home#AutoScalingGroups:",
    "bedrock-agent": "bedrock/home",
    "budgets": "billing/home#/budgets",
    "ce": "cost-management/home",
    "cloudfront": "cloudfront/v4/home",
    "cloudmap": "cloudmap/home",
    "cloudshell": "cloudshell/home",
    "cloudtrail": "cloudtrailv2/home",
    "codeartifact": "codesuite/codeartifact/home",
    "codebuild": "codesuite/codebuild/home",
    "codecommit": "codesuite/codecommit/home",
    "codeconnections": "codesuite/settings/connections",
    "codedeploy": "codesuite/codedeploy/home",
    "codepipeline": "codesuite/codepipeline/home",
    "codestar-connections": "codesuite/settings/connections",
    "cognito": "cognito/v2/home",
    "cognito-identity": "cognito/v2/identity/identity-pools",
    "cognito-idp": "cognito/v2/idp/user-pools",
    "cost-explorer": "cost-management/home",
    "cur": "billing/home#/reports",
    "directconnect": "directconnect/v2/home",
    "dms": "dms/v2/home",
    "docdb-elastic": "docdb/home",
    "ds": "directoryservicev2/home",
    "dynamodb": "dynamodbv2/home",
    "dynamodbv2": "dynamodbv2/home",
    "dynamodbstreams": "dynamodbv2/home",
    "ebs": "ec2/home#Volumes:",
    "ecs": "ecs/v2/clusters",
    "elb": "ec2/home#LoadBalancers:",
    "elbv2": "ec2/home#LoadBalancers:",
    "emr-containers": "emr/home",
    "emr-serverless": "emr/home",
    "es": "aos/home",
    "eventbridge": "events/home",
    "identitystore": "singlesignon/home",
    "inspector2": "inspector/v2/home",
    "kafka": "msk/home",
    "kinesisanalytics": "flink/home",
    "kinesisanalyticsv2": "flink/home",
    "lexv2-models": "lexv2/home",
    "logs": "cloudwatch/home#logsV2:log-groups",
    "macie2": "macie/home",
    "mq": "amazon-mq/home",
    "msk": "msk/home",
    "opensearch": "aos/home",
    "opensearchserverless": "aos/home",
    "organizations": "organizations/v2/home",
    "parameter-store": "systems-manager/parameters",
    "redshift": "redshiftv2/home",
    "redshift-serverless": "redshiftv2/home",
    "route53": "route53/v2/home",
    "route53domains": "route53/domains/home",
    "s3control": "s3/home",
    "security-groups": "ec2/home#SecurityGroups:",
    "service-quotas": "servicequotas/home",
    "servicediscovery": "cloudmap/home",
    "sesv2": "ses/home",
    "sfn": "states/home",
    "shield": "wafv2/shieldv2",
    "singlesignon": "singlesignon/home",
    "sns": "sns/v3/home",
    "sqs": "sqs/v3/home",
    "ssm": "systems-manager/home",
    "sso": "singlesignon/home",
    "sso-admin": "singlesignon/home",
    "states": "states/home",
    "stepfunctions": "states/home",
    "systems-manager": "systems-manager/home",
    "timestream-query": "timestream/home",
    "timestream-write": "timestream/home",
    "vpc": "vpcconsole/home",
    "vpc-lattice": "vpcconsole/home",
    "waf": "wafv2/homev2",
    "waf-regional": "wafv2/homev2",
    "wafv2": "wafv2/homev2",
    "workspaces": "workspaces/v2/home",
    "xray": "cloudwatch/home#xray:traces",
}
"""The page of a service whose path is not its own name, and of what has a page and is no service of the SDK."""

GLOBAL = frozenset(
    {
        *("account", "billing", "budgets", "ce", "cloudfront", "cost-explorer", "cur", "globalaccelerator", "health"),
        *("iam", "organizations", "route53", "route53domains", "shield", "support", "trustedadvisor", "waf", "wafv2"),
    }
)
"""Their pages are of no region."""

_SERVED_BY = re.compile(r"-(runtime|data|control|control-plane)$")
_HOST = re.compile(r"[a-z0-9.-]+")


def page_of(source: KeySource | None, region: str | None, wanted: str) -> tuple[Partition, str]:
    """Find the partition's console, and the address of the page in it.

    Args:
        source: where the keys come from, if that is known; it says more of the partition than the region does.
        region: the work region. One of another partition than the role's says nothing here.
        wanted: as :func:`page_url` takes it.

    Raises:
        UsageError: as :func:`page_url`.
        UnusableFile: the console of that partition is not known, or the region is none.
    """
    match source:
        case RoleRef():  # an Identity Center instance reaches accounts of its own partition only
            partition = partitions.of_region(source.session.region)
        case AssumedRole():
            partition = partitions.of_arn(source.role_arn)
        case _:
            partition = partitions.of_region(region) if region else partitions.AWS
    here = region if region and partitions.of_region(region) is partition else None
    return partition, page_url(wanted, partition, here)


def page_url(wanted: str, partition: Partition, region: str | None) -> str:
    """Return the address of a page of the console.

    Args:
        wanted: an address of the console's, or a service by its name in the SDKs and the AWS CLI, or as people call it.
        partition: whose console.
        region: in which region, of that partition; ``None`` leaves it to the console.

    Raises:
        UsageError: the address is not the console's, or there is no such service.
    """
    if "/" in wanted or ":" in wanted:
        return _checked(wanted, partition)
    name = wanted.strip().lower()
    path = _path_of(name)
    if path is None:
        raise UsageError(f"There is no service {wanted!r}.", _near(name))
    if region is None or name in GLOBAL:
        return f"https://{partition.console_domain}/{path}"
    page, mark, fragment = path.partition("#")
    return f"https://{region}.{partition.console_domain}/{page}?region={region}{mark}{fragment}"


def service_names() -> Collection[str]:
    """Return every name that :func:`page_url` knows."""
    return PATHS.keys() | _sdk_services()


def _path_of(name: str) -> str | None:
    """Return the path of the service's page, by the table, or else by the service's name."""
    if name in PATHS:
        return PATHS[name]
    if name not in _sdk_services():
        return None
    whole = _SERVED_BY.sub("", name)
    return _path_of(whole) if whole != name and whole in service_names() else f"{name}/home"


@cache
def _sdk_services() -> frozenset[str]:
    """Return the services by botocore's names, which are its data's folders; asking botocore itself would load it."""
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec("botocore")
    data = Path(spec.origin).with_name("data") if spec and spec.origin else Path()
    return frozenset(entry.name for entry in data.iterdir() if entry.is_dir())


def _near(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(service_names()), 3)
    names = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"{names}It takes a service's name as the AWS CLI has it, or an address of the console."


def _checked(url: str, partition: Partition) -> str:
    """Return the address if it is one of that console: a link that signs in must lead nowhere else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    # No port, no user, no backslash (which ends the host for a browser, and for nobody else): only a name.
    host = parts.netloc.lower()
    is_console = host == partition.console_domain or host.endswith(f".{partition.console_domain}")
    is_plain = _HOST.fullmatch(host) and url.isascii() and url.isprintable() and " " not in url
    if parts.scheme == "https" and is_console and is_plain:
        return url
    raise UsageError(
        f"{url!r} is no address of the AWS console.",
        f"It has to be https://{partition.console_domain}/… or a host below it, or a service's name.",
    )
