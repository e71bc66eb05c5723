//! An authorization request, put together by a relying party and changed by a test at will.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;

use crate::party::RelyingParty;

/// A request before it is sent, with what the party keeps of it.
#[derive(Clone)]
pub struct Ask {
    pub(crate) party: RelyingParty,
    pub(crate) verifier: String,
    pairs: Vec<(String, String)>,
}

impl Ask {
    pub(crate) fn new(party: &RelyingParty) -> Self {
        let verifier = party.node_fresh();
        let pairs = [
            ("response_type", "code".to_owned()),
            ("client_id", party.id().to_owned()),
            ("redirect_uri", party.redirect_uri().to_owned()),
            ("scope", "openid profile".to_owned()),
            ("state", party.node_fresh()),
            ("nonce", party.node_fresh()),
            ("code_challenge", challenge_of(&verifier)),
            ("code_challenge_method", "S256".to_owned()),
        ];
        let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { party: party.clone(), verifier, pairs }
    }

    /// With this value and no other of that name.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        self.without(name).also(name, value)
    }

    /// Without any value of that name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.pairs.retain(|(own, _)| own != name);
        self
    }

    /// With one more value of that name.
    #[must_use]
    pub fn also(mut self, name: &str, value: &str) -> Self {
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without code challenge.
    #[must_use]
    pub fn without_pkce(self) -> Self {
        self.without("code_challenge").without("code_challenge_method")
    }

    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The parameters, for a form.
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// The parameters, encoded.
    pub fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }

    /// The address a browser is sent to.
    pub fn url(&self) -> String {
        format!("{}?{}", self.party.url("/authorize"), self.query())
    }

    /// The secret that belongs to the code challenge.
    pub fn verifier(&self) -> &str {
        &self.verifier
    }
}

// RFC 7636 section 4.2, S256.
fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}
