"""Operators export and restore by command."""

import pytest
from django.core.management import CommandError, call_command

from accounts.audit import audit_list


def test_an_operator_moves_a_workspace(stored_receipt, workspace, new_workspace, tmp_path, capsys):
    stored_receipt()
    file = tmp_path / "backup.zip"
    call_command("export_workspace", str(file), "--workspace", "Alice's shop")
    call_command("import_workspace", str(file), "--workspace", str(new_workspace.id))
    assert capsys.readouterr().out.splitlines() == [
        f"1 receipts were written to {file}.",
        "1 receipts were restored.",
    ]
    assert new_workspace.receipts.get().file
    entry = audit_list(workspace=new_workspace).first()
    assert (entry.action, entry.user_name) == ("workspace.imported", "")
    with pytest.raises(CommandError, match="into an empty workspace only"):
        call_command("import_workspace", str(file), "--workspace", "Alice's shop")


@pytest.mark.parametrize(
    ("file", "named", "why"),
    [
        ("a.zip", "Nowhere", "no workspace with the id or name 'Nowhere'"),
        ("a.pdf", "Alice's shop", "of no known format"),
    ],
)
def test_a_wrong_word_is_told(workspace, tmp_path, file, named, why):
    with pytest.raises(CommandError, match=why):
        call_command("export_workspace", str(tmp_path / file), "--workspace", named)


def test_a_name_that_several_workspaces_have_is_not_enough(workspace, new_workspace, tmp_path):
    new_workspace.name = workspace.name
    new_workspace.save()
    with pytest.raises(CommandError, match="Give the id of one"):
        call_command("export_workspace", str(tmp_path / "a.zip"), "--workspace", workspace.name)
