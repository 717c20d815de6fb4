"""The part of botocore's data that is kept gives the same endpoints as all of it."""

from __future__ import annotations

from pathlib import Path

import botocore.session
import pytest
from botocore.regions import EndpointResolver

from ssotui.aws.services.service_data import OURS, keep_only_ours


def resolver(session: botocore.session.Session) -> EndpointResolver:
    return EndpointResolver(session.get_component("data_loader").load_data("endpoints"))


def test_our_services_have_the_endpoints_that_botocore_gives_them_and_no_other_is_in_memory() -> None:
    whole, ours = (botocore.session.Session() for _ in range(2))
    keep_only_ours(ours)

    partitions = whole.get_available_partitions()
    assert ours.get_available_partitions() == partitions
    for partition in partitions:
        for service in OURS:
            regions = {*whole.get_available_regions("ec2", partition), "aws-global", "mars-north-1"}
            for region in regions:
                assert resolver(ours).construct_endpoint(service, region, partition) == resolver(
                    whole
                ).construct_endpoint(service, region, partition)
    data = ours.get_component("data_loader").load_data("endpoints")
    assert {name for partition in data["partitions"] for name in partition["services"]} == OURS


def test_a_file_of_endpoints_of_ones_own_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "endpoints.json").write_text('{"partitions": [{"services": {"s3": {"x": "}"}, "sts": {"y": 1}}}]}')
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    session = botocore.session.Session()
    keep_only_ours(session)

    loader = session.get_component("data_loader")
    assert loader.load_data("endpoints") == {"partitions": [{"services": {"sts": {"y": 1}}}]}
