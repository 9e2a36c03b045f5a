"""The table of what encryptedCredential stands for, against the type definitions of Azure's SDK."""

import typing

import pytest

from arm.template.connectors import connectors, restore_secrets

SECRET = ("SecureString", "AzureKeyVaultSecretReference")
"""The two forms of SecretBase; some properties are said to be the second only."""


SEEN = {("azureblobfs", "accountKey"), ("azureblobstorage", "servicePrincipalCredential")}
"""Published as secrets, though the SDK calls the one any object and doesn't know the other."""


def secrets_by_connector():
    """The properties that azure-mgmt-datafactory calls SecretBase, by the connector's type."""
    from azure.mgmt.datafactory import models, types

    names = {**vars(models), **vars(types)}
    found = {}
    for name, declared in vars(types).items():
        if name.endswith("LinkedService") and isinstance(declared, type):
            hints = typing.get_type_hints(declared, globalns=names)
            inside = hints.get("typeProperties")
            forms = typing.get_args(inside) or (inside,)
            properties = {
                key: hint
                for form in forms
                if isinstance(form, type)
                for key, hint in typing.get_type_hints(form, globalns=names).items()
            }
            value = typing.get_args(hints["type"])[0]
            secret = {key for key, hint in properties.items() if any(form in str(hint) for form in SECRET)}
            found[getattr(value, "value", value)] = secret
    return found


def test_every_connector_with_a_secret_is_in_the_table():
    """Whatever the SDK knows to hold a secret has an entry, so that no connector of today counts as unknown."""
    secrets = secrets_by_connector()
    assert sum(map(bool, secrets.values())) > 100
    assert [
        name for name, found in secrets.items() if found - {"sasToken"} and name.lower() not in connectors()
    ] == []


NOT_STORED = {
    "sasToken": "stands with sasUri, which is the secret itself",
    "servicePrincipalEmbeddedCertPassword": "a certificate may have none: that it does can't be told",
    "credential": "drivers take it in place of a password: which of them was given can't be told",
}
"""Secrets that encryptedCredential is never taken for, in any connector."""
OLDER_FORMS = {
    ("AzureBlobStorage", "accountKey"), ("AzureFileStorage", "accountKey"),
    ("AzureBlobFS", "servicePrincipalKey"), ("Lakehouse", "servicePrincipalKey"),
    ("Warehouse", "servicePrincipalKey"),
}  # fmt: skip
"""Secrets that the portal's form keeps in the connection string or under another name."""


def test_every_secret_of_the_sdk_is_added_or_said_why_not():
    """A property that the SDK calls a secret is added by some entry, or a reason is given here."""
    table = {name: {entry["add"] for entry in entries} for name, entries in connectors().items()}
    left = {
        (name, key)
        for name, found in secrets_by_connector().items()
        for key in found - table.get(name.lower(), set()) - NOT_STORED.keys()
    }
    assert left == OLDER_FORMS


def test_every_entry_adds_a_secret_property():
    """What the table adds is a secret by the SDK's word, where the SDK describes the connector that closely."""
    secrets = {name.lower(): found for name, found in secrets_by_connector().items()}
    wrong = [
        (name, entry["add"])
        for name, entries in connectors().items()
        for entry in entries
        if name in secrets and entry["add"] not in secrets[name] and (name, entry["add"]) not in SEEN
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("type", "source", "keys"),
    [
        ("AzureBlobFS", ["url"], ["url", "accountKey"]),
        ("azureblobfs", ["url"], ["url", "accountKey"]),
        ("AmazonS3", ["serviceUrl", "accessKeyId", "authenticationType"],
         ["serviceUrl", "accessKeyId", "secretAccessKey", "authenticationType"]),
        ("HDInsightOnDemand", ["clusterSize", "servicePrincipalId", "clusterUserName", "clusterSshUserName"],
         ["clusterSize", "servicePrincipalId", "servicePrincipalKey", "clusterUserName", "clusterPassword",
          "clusterSshUserName", "clusterSshPassword"]),
        ("GitHub", ["username"], ["username", "credential", "encryptedCredential"]),
        ("Web", ["url", "username"], ["url", "username"]),
        ("EventHubs", ["namespaceName", "accessKeyName"], ["namespaceName", "accessKeyName", "accessKey"]),
        ("Db2", ["connectionString"], ["connectionString"]),
        ("NoveltyStore", ["userName"], ["userName", "encryptedCredential"]),
        ("NoveltyStore", ["connectionString"], ["connectionString"]),
    ],
)  # fmt: skip
def test_the_secret_stands_where_the_form_has_it(type, source, keys):
    """A connector's secret is added at its place; an unknown connector keeps its encryptedCredential."""
    inside = {**dict.fromkeys(source, "x"), "encryptedCredential": "e"}
    assert list(restore_secrets(type, inside)) == keys


@pytest.mark.parametrize(
    ("authentication", "keys"),
    [
        ("Basic", ["url", "username", "password", "authenticationType"]),
        ("ClientCertificate", ["url", "pfx", "password", "username", "authenticationType"]),
        ("Anonymous", ["url", "username", "authenticationType"]),
    ],
)
def test_the_kind_of_authentication_tells_which_secret(authentication, keys):
    """A connector with several ways in gets the secret of the one that is chosen."""
    inside = {"url": "u", "username": "n", "authenticationType": authentication, "encryptedCredential": "e"}
    assert list(restore_secrets("Web", inside)) == keys


def test_nothing_is_added_without_an_encrypted_credential():
    """The secret is then in Git, in a Key Vault, or not needed."""
    inside = {"url": "u"}
    assert restore_secrets("AzureBlobFS", inside) is inside
