//! Why a sandbox actor could not be started.

/// What keeps a platform or a browser from starting.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The listening address is taken or not ours.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The address asked for.
        address: std::net::SocketAddr,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The issuer is not an http or https URL without query and fragment.
    #[error("the issuer is not a usable URL: {0}")]
    Issuer(String),
    /// The public URL is not an http or https origin without a path.
    #[error("the public URL must be an origin such as http://127.0.0.1:8081, not {0}")]
    PublicUrl(String),
    /// The division code is not six digits of GB/T 2260.
    #[error("a division code has six digits (GB/T 2260), not {0:?}")]
    DivisionCode(String),
    /// The TLS settings or the HTTP client could not be built.
    #[error("cannot build the HTTP client: {0}")]
    HttpClient(String),
    /// No key pair could be made.
    #[error("cannot make a key pair: {0}")]
    ClientKey(String),
    /// No provider of the city is called so.
    #[error("there is no provider called {0:?}")]
    NoSuchProvider(String),
    /// The provider knows no verification of this number.
    #[error("there is no verification {0:?}")]
    NoSuchCase(String),
    /// Keys and secrets that were kept cannot be read.
    #[error("the belongings cannot be read: {0}")]
    Belongings(String),
}
