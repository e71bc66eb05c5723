//! The import table. A new module or package gets its row here and its line in ARCHITECTURE.md.

/// Services by rank: one may use those of its own rank or an earlier one.
pub(super) const SERVICES: &[&[&str]] = &[
    &["audit", "risk", "notify"],
    &["account", "vault"],
    &["assurance", "verification", "consent", "client", "entity"],
    &["session", "token", "authenticator"],
    &["federation", "grant", "logout", "sign_in"],
    &["recovery", "self_service"],
    &["flow"],
    &["admin", "evaluation", "job"],
];

/// What every module may use: it stands on nothing of the service.
pub(super) const FOUNDATION: &[&str] = &["fault", "ground", "telemetry"];

/// The edge: modules that see more than services, and what of the service each may use besides services
/// and the foundation.
pub(super) const EDGE: &[(&str, &[&str])] = &[
    ("app", &[]),
    ("http", &["app"]),
    ("cli", &["app", "http"]),
    ("lib", &["app", "http", "cli"]),
    ("main", &["app", "http", "cli"]),
];

/// Packages that modules of the service must leave alone.
pub(super) const HELD_BACK: &[HeldBack] = &[
    HeldBack {
        package: "axum",
        only: &["http", "cli", "main"],
        why: "only the edge knows the web framework",
    },
    HeldBack {
        package: "tower",
        only: &["http", "cli", "main"],
        why: "only the edge knows the web framework",
    },
    HeldBack { package: "axum_server", only: &["http", "cli"], why: "only the edge listens" },
    HeldBack { package: "ui", only: &["http"], why: "pages are made where replies are made" },
    HeldBack { package: "clap", only: &["cli", "main"], why: "only the command line reads arguments" },
    HeldBack {
        package: "sandbox",
        only: &["cli"],
        why: "the outside world in a box is for the demonstration",
    },
    HeldBack { package: "sqlx", only: &[], why: "SQL lives in the package store" },
    HeldBack { package: "rusqlite", only: &[], why: "SQL lives in the package store" },
    HeldBack { package: "reqwest", only: &[], why: "calls to others go through the package outbound" },
    HeldBack { package: "ring", only: &[], why: "private keys and keyed hashes live in the package keys" },
    HeldBack { package: "sha2", only: &["risk"], why: "hashes of what is kept are keyed: package keys" },
];

/// Modules that reach storage through services alone.
pub(super) const WITHOUT_STORE: &[&str] = &["http", "cli"];

/// A package of which only some modules may know.
pub(super) struct HeldBack {
    pub(super) package: &'static str,
    pub(super) only: &'static [&'static str],
    pub(super) why: &'static str,
}

/// Each package, its folder, and what of ours it may depend on outside tests.
pub(super) const PACKAGES: &[Package] = &[
    Package { name: "base", may_use: &[] },
    Package { name: "conformance", may_use: &[] },
    Package { name: "load", may_use: &[] },
    Package { name: "config", may_use: &["base"] },
    Package { name: "outbound", may_use: &["base"] },
    Package { name: "ui", may_use: &["base"] },
    Package { name: "credential", may_use: &["base"] },
    Package { name: "evidence", may_use: &["base"] },
    Package { name: "provider", may_use: &["base", "evidence", "proto"] },
    Package { name: "proto", may_use: &["base"] },
    Package { name: "saml", may_use: &["base"] },
    Package { name: "keys", may_use: &["base", "proto"] },
    Package { name: "store", may_use: &["base", "proto"] },
    Package { name: "sandbox", may_use: &["base", "proto"] },
    Package {
        name: "yimen",
        may_use: &[
            "base",
            "config",
            "credential",
            "evidence",
            "keys",
            "outbound",
            "proto",
            "provider",
            "saml",
            "sandbox",
            "store",
            "ui",
        ],
    },
    Package {
        name: "testkit",
        may_use: &[
            "base",
            "config",
            "credential",
            "evidence",
            "keys",
            "outbound",
            "proto",
            "provider",
            "saml",
            "sandbox",
            "store",
            "ui",
            "yimen",
        ],
    },
];

/// A package and its wall.
pub(super) struct Package {
    pub(super) name: &'static str,
    pub(super) may_use: &'static [&'static str],
}

/// Packages that not even their tests may join: the black box must stay black, keys must not know storage.
pub(super) const NEVER_EVEN_IN_TESTS: &[(&str, &[&str])] = &[
    (
        "conformance",
        &[
            "base",
            "config",
            "credential",
            "evidence",
            "keys",
            "outbound",
            "proto",
            "provider",
            "saml",
            "sandbox",
            "store",
            "testkit",
            "ui",
            "yimen",
        ],
    ),
    ("keys", &["store", "yimen", "testkit"]),
    ("sandbox", &["store", "keys", "credential", "evidence", "provider", "yimen", "testkit"]),
];

/// Dependencies from outside that only some packages may have (tests are free).
pub(super) const OUTSIDE: &[(&str, &[&str])] = &[
    ("sqlx", &["store", "testkit"]),
    ("rusqlite", &["store", "testkit"]),
    ("reqwest", &["outbound", "sandbox", "conformance", "testkit"]),
    ("openidconnect", &["sandbox"]),
    ("axum", &["yimen", "sandbox", "testkit"]),
    ("axum-server", &["yimen"]),
    ("hyper", &["yimen", "sandbox", "conformance"]),
    ("tower", &["yimen", "sandbox"]),
    ("tokio", &["yimen", "store", "outbound", "credential", "provider", "sandbox", "conformance", "testkit"]),
    ("ring", &["keys", "proto", "saml", "credential", "provider", "sandbox", "conformance", "testkit"]),
    ("rsa", &["keys", "sandbox"]),
    ("argon2", &["keys", "credential", "yimen"]),
    ("webauthn-rs", &["credential"]),
    ("webauthn-rs-core", &["credential"]),
    ("serde_cbor_2", &["credential"]),
    ("zxcvbn", &["credential"]),
    ("rand", &["base"]),
    ("clap", &["yimen", "conformance"]),
    ("askama", &["ui", "sandbox"]),
    ("fluent-bundle", &["ui"]),
    ("anyhow", &[]),
];

/// Folders whose code may check signatures but hold no private key.
pub(super) const VERIFY_ONLY: &[&str] = &[
    "src",
    "crates/base",
    "crates/credential",
    "crates/evidence",
    "crates/proto",
    "crates/provider",
    "crates/saml",
    "crates/store",
    "crates/ui",
    "crates/config",
    "crates/outbound",
];

/// Names of ring, rsa and their kind that hold or make a private key.
pub(super) const PRIVATE_KEY_NAMES: &[&str] = &[
    "KeyPair",
    "EcdsaKeyPair",
    "Ed25519KeyPair",
    "RsaKeyPair",
    "RsaPrivateKey",
    "SigningKey",
    "EphemeralPrivateKey",
];
