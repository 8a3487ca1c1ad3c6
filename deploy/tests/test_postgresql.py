"""The tests of record, accounts, cluster, API and pages hold on PostgreSQL as they do on SQLite."""

import os
import subprocess
import sys

from deploy import stack
from deploy.postgresql import postgresql
from deploy.tests import requirements


def test_the_record_the_accounts_and_the_pages_on_postgresql():
    with postgresql(requirements.postgresql_bin()) as url:
        result = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-x",
                "accounts",
                "ocr/cluster",
                "operations",
                "receipts",
                "api",
                "frontend",
                "--ignore=api/tests/test_schema.py",  # no test of it asks the database
            ],
            cwd=stack.ROOT,
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
        )
    assert result.returncode == 0, result.stdout[-5000:]
