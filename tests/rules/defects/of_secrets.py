"""Defects of security: secrets in plain text, connections in the clear."""

from tests.rules.defects.kind import (
    ERROR,
    WARNING,
    activities,
    add,
    defect,
    resources,
)

PROPERTIES = "properties"
INSIDE = (PROPERTIES, "typeProperties")
DEFINITION = "arm-template-parameters-definition.json"

SECRET = "secret-is-not-in-plain-text"
SECURE = {"type": "SecureString", "value": "Winter2024!secret"}
SQL = "Server=tcp:x.database.windows.net;Database=d;User ID=u;Password=Winter2024!;Encrypt=true"
KEY = "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=bXlrZXlteWtleW15a2V5bXlrZXlteWtleQ=="
SAS = "https://x.blob.core.windows.net/c?sv=2022-11-02&sig=b3V0b2ZzaWduYXR1cmVzYW5kdGltZQ%3D%3D"
LINKED = resources("linkedService", having=INSIDE)


def secret(id, where, path, value, at, rule=SECRET, severity=ERROR):
    """A kind that writes a secret somewhere."""

    def inject(subject):
        spot = subject.any(one for one in where(subject) if subject.has(one.below(*path[:-1])))
        subject.put(spot.below(*path), value)
        return spot.below(*path, *at)

    add(f"secret-{id}", rule, severity, inject)


secret("secure-string-of-a-key", LINKED, (*INSIDE, "accountKey"), SECURE, ("value",))
secret("connection-password", LINKED, (*INSIDE, "connectionString"), SQL, ())
secret("connection-account-key", LINKED, (*INSIDE, "connectionString"), KEY, ())
secret("connection-pwd", LINKED, (*INSIDE, "connectionString"), "Driver=x;Uid=u;Pwd=Winter2024!;", ())
secret(
    "connection-secure-string",
    LINKED,
    (*INSIDE, "connectionString"),
    {"type": "SecureString", "value": KEY},
    ("value",),
)
secret(
    "shared-access-key",
    LINKED,
    (*INSIDE, "connectionString"),
    "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=bXlrZXlteWtleW15a2V5bXk=",
    (),
)
secret("sas-uri", LINKED, (*INSIDE, "sasUri"), SAS, ())
secret(
    "sas-token",
    LINKED,
    (*INSIDE, "sasToken"),
    {"type": "SecureString", "value": "?sv=2022&sig=b3V0b2ZzaWduYXR1cmVz"},
    ("value",),
)
secret(
    "service-principal-key", LINKED, (*INSIDE, "servicePrincipalKey"), "q1Z8Q~abcdefghijklmnopqrstuvwxyz012345678", ()
)
secret("access-token", LINKED, (*INSIDE, "accessToken"), "dapi0123456789abcdef0123456789abcdef", ())
secret("password-plain", LINKED, (*INSIDE, "password"), "Winter2024!", ())
secret(
    "function-key",
    LINKED,
    (*INSIDE, "functionKey"),
    {"type": "SecureString", "value": "bXlrZXlteWtleW15a2V5"},
    ("value",),
)
WEB = activities("WebActivity")
secret(
    "bearer",
    WEB,
    ("typeProperties", "headers"),
    {"Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdef"},
    ("Authorization",),
)
secret(
    "basic",
    WEB,
    ("typeProperties", "headers"),
    {"Authorization": "Basic dXNlcjpwYXNzd29yZDEyMw=="},
    ("Authorization",),
)
secret(
    "api-key-header",
    WEB,
    ("typeProperties", "headers"),
    {"x-api-key": "0123456789abcdef0123456789abcdef"},
    ("x-api-key",),
)
secret(
    "function-key-header",
    WEB,
    ("typeProperties", "headers"),
    {"x-functions-key": "bXlrZXlteWtleW15a2V5bXk="},
    ("x-functions-key",),
)
secret(
    "subscription-key-header",
    WEB,
    ("typeProperties", "headers"),
    {"Ocp-Apim-Subscription-Key": "0123456789abcdef0123456789abcdef"},
    ("Ocp-Apim-Subscription-Key",),
)
secret(
    "web-authentication",
    WEB,
    ("typeProperties", "authentication"),
    {"type": "Basic", "username": "u", "password": "Winter2024!"},
    ("password",),
)
secret(
    "web-authentication-secure",
    WEB,
    ("typeProperties", "authentication"),
    {"type": "Basic", "username": "u", "password": SECURE},
    ("password", "value"),
)
secret("url-signature", WEB, ("typeProperties", "url"), SAS, ())
secret(
    "url-code",
    WEB,
    ("typeProperties", "url"),
    "https://x.azurewebsites.net/api/f?code=bXlrZXlteWtleW15a2V5bXlrZXlteWtleW15a2V5==",
    (),
)
secret("url-user", WEB, ("typeProperties", "url"), "https://user:Winter2024@x.com/", ())
secret(
    "body",
    WEB,
    ("typeProperties", "body"),
    '{"client_id": "x", "client_secret": "q1Z8Q~abcdefghijklmnopqrstuvwxyz012345678"}',
    (),
)
secret("body-object", WEB, ("typeProperties", "body"), {"client_secret": "a-rather-secret-word"}, ("client_secret",))
secret("body-password", WEB, ("typeProperties", "body"), "grant_type=password&username=u&password=Winter2024!", ())


def declaring(id, folder, section, name, spec, at, rule=SECRET):
    """A kind that declares something with a secret as default."""

    def inject(subject):
        spot = subject.any(subject.resources(folder, having=(PROPERTIES,)))
        subject.at(spot)[PROPERTIES].setdefault(section, {})[name] = spec
        return spot.below(PROPERTIES, section, name, at)

    add(f"secret-{id}", rule, ERROR, inject)


declaring(
    "parameter-default",
    "pipeline",
    "parameters",
    "apiKey",
    {"type": "string", "defaultValue": "0123456789abcdef"},
    "defaultValue",
)
declaring(
    "secure-parameter-default",
    "pipeline",
    "parameters",
    "injected",
    {"type": "SecureString", "defaultValue": "Winter2024!"},
    "defaultValue",
)
declaring(
    "parameter-connection",
    "pipeline",
    "parameters",
    "injected",
    {"type": "string", "defaultValue": SQL},
    "defaultValue",
)
declaring(
    "variable-default",
    "pipeline",
    "variables",
    "password",
    {"type": "String", "defaultValue": "Winter2024!"},
    "defaultValue",
)
declaring(
    "variable-signature", "pipeline", "variables", "injected", {"type": "String", "defaultValue": SAS}, "defaultValue"
)
declaring(
    "dataset-parameter", "dataset", "parameters", "injected", {"type": "string", "defaultValue": KEY}, "defaultValue"
)
declaring(
    "linked-service-parameter",
    "linkedService",
    "parameters",
    "password",
    {"type": "string", "defaultValue": "Winter2024!"},
    "defaultValue",
)
declaring(
    "global-parameter",
    "factory",
    "globalParameters",
    "password",
    {"type": "string", "value": "Winter2024!"},
    "value",
    "global-parameter-holds-no-secret",
)
declaring(
    "global-parameter-connection",
    "factory",
    "globalParameters",
    "injected",
    {"type": "string", "value": KEY},
    "value",
    "global-parameter-holds-no-secret",
)
secret(
    "script",
    activities("Script"),
    ("typeProperties", "scripts"),
    [{"type": "Query", "text": "CREATE LOGIN x WITH PASSWORD = 'Winter2024!'"}],
    (0, "text"),
)
secret("set-variable", activities("SetVariable"), ("typeProperties", "value"), SAS, ())
secret(
    "base-parameter",
    activities("DatabricksNotebook"),
    ("typeProperties", "baseParameters"),
    {"token": "dapi0123456789abcdef0123456789abcdef"},
    ("token",),
)

# Connections.
HTTP = "connection-is-encrypted"
secret(
    "http-rest",
    resources("linkedService", "RestService", "HttpServer", "OData"),
    (*INSIDE, "url"),
    "http://x.example.com/",
    (),
    HTTP,
)
secret("http-web", WEB, ("typeProperties", "url"), "http://x.example.com/", (), HTTP)
secret(
    "http-key-vault",
    resources("linkedService", "AzureKeyVault"),
    (*INSIDE, "baseUrl"),
    "http://x.vault.azure.net/",
    (),
    HTTP,
)
secret(
    "http-domain",
    resources("linkedService", "AzureDatabricks"),
    (*INSIDE, "domain"),
    "http://adb-1.2.azuredatabricks.net",
    (),
    HTTP,
)
secret(
    "http-blob",
    resources("linkedService", "AzureBlobStorage"),
    (*INSIDE, "serviceEndpoint"),
    "http://x.blob.core.windows.net/",
    (),
    HTTP,
)
secret(
    "http-expression",
    WEB,
    ("typeProperties", "url"),
    {"value": "@concat('http://x.example.com/', 'a')", "type": "Expression"},
    ("value",),
    HTTP,
)
secret(
    "http-protocol",
    LINKED,
    (*INSIDE, "connectionString"),
    "DefaultEndpointsProtocol=http;AccountName=x",
    (),
    HTTP,
    WARNING,
)
secret("encrypt-false", LINKED, (*INSIDE, "connectionString"), "Data Source=x;Encrypt=False", (), HTTP, WARNING)


@defect("secret-is-not-logged", WARNING)
def secret_logged(subject):
    spot = subject.any(subject.activities("WebActivity", having=("policy",)))
    subject.put(spot.below("typeProperties", "url"), "https://x.vault.azure.net/secrets/s?api-version=7.4")
    subject.at(spot)["policy"].pop("secureOutput", None)
    return spot.below("policy")


@defect("global-parameter-holds-no-secret")
def secret_inside_a_global_parameter(subject):
    spot = subject.any(subject.resources("factory", having=(PROPERTIES,)))
    spec = {"type": "object", "value": {"connections": [{"text": KEY}]}}
    subject.at(spot)[PROPERTIES].setdefault("globalParameters", {})["injected"] = spec
    return spot.below(PROPERTIES, "globalParameters", "injected", "value", "connections", 0, "text")
