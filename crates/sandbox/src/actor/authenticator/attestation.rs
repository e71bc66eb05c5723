//! Who vouches for a device: nobody, the device itself, or its maker with a chain of certificates (Web Authentication
//! Level 3 sections 8.2 and 8.7). The maker's authority is made here, so a test decides whom to trust.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType, DnValue, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};

use super::cbor::Cbor;
use super::key::Key;
use super::{AuthenticatorError, KeyAlgorithm};

/// id-fido-gen-ce-aaguid (section 8.2.1).
const AAGUID_EXTENSION: [u64; 10] = [1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];
const OCTET_STRING: u8 = 0x04;

/// A maker of devices, with a root certificate of its own.
pub struct AttestationAuthority {
    root: CertifiedIssuer<'static, KeyPair>,
}

/// What a device needs to be vouched for: a key of its maker's, and the chain.
#[derive(Clone, Debug)]
pub struct Attestant {
    key: Key,
    chain: Vec<Vec<u8>>,
}

/// An attestation statement.
#[derive(Clone, Debug, Default)]
pub enum Statement {
    /// None, as privacy asks for.
    #[default]
    None,
    /// Announced as none, with a statement all the same.
    NoneButSomething,
    /// Signed by the new credential itself.
    SelfSigned,
    /// Signed by the maker's key.
    Certified(Box<Attestant>),
    /// Of a format nobody knows.
    Unknown,
}

impl PartialEq for Statement {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl AttestationAuthority {
    /// A maker of this name.
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn new(name: &str) -> Result<Self, AuthenticatorError> {
        let mut params = named(name, "Authenticator Root")?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)?;
        Ok(Self { root: CertifiedIssuer::self_signed(params, key).map_err(failed)? })
    }

    /// The root certificate, PEM.
    pub fn root_pem(&self) -> String {
        self.root.pem()
    }

    /// A key and certificate for the devices of a model (section 8.2.1).
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn issue(&self, aaguid: [u8; 16]) -> Result<Attestant, AuthenticatorError> {
        let mut params = named("Sandbox Devices", "Authenticator Attestation")?;
        params.is_ca = IsCa::ExplicitNoCa;
        let content = [[OCTET_STRING, 16].as_slice(), &aaguid].concat();
        params.custom_extensions.push(CustomExtension::from_oid_content(&AAGUID_EXTENSION, content));
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)?;
        let certificate = params.signed_by(&key, &self.root).map_err(failed)?;
        Ok(Attestant { key: Key::es256(key.serialize_der()), chain: vec![certificate.der().to_vec()] })
    }
}

impl Statement {
    /// Format and statement over the message, for this credential key and its algorithm number.
    pub(super) fn over(
        &self,
        message: &[u8],
        (key, label): (&Key, i64),
    ) -> Result<(&'static str, Cbor), AuthenticatorError> {
        let signed = |key: &Key, label| Ok((Cbor::Int(label), Cbor::Bytes(key.sign(message)?)));
        let member = |name, value| (Cbor::text(name), value);
        Ok(match self {
            Self::None => ("none", Cbor::Map(Vec::new())),
            Self::NoneButSomething => {
                let (alg, sig) = signed(key, label)?;
                ("none", Cbor::Map(vec![member("alg", alg), member("sig", sig)]))
            }
            Self::SelfSigned => {
                let (alg, sig) = signed(key, label)?;
                ("packed", Cbor::Map(vec![member("alg", alg), member("sig", sig)]))
            }
            Self::Certified(attestant) => {
                let (alg, sig) = signed(&attestant.key, KeyAlgorithm::Es256.label())?;
                let chain = Cbor::Array(attestant.chain.iter().cloned().map(Cbor::Bytes).collect());
                ("packed", Cbor::Map(vec![member("alg", alg), member("sig", sig), member("x5c", chain)]))
            }
            Self::Unknown => ("unheard-of", Cbor::Map(Vec::new())),
        })
    }
}

/// Section 8.2.1: country, organisation, the literal unit, a name.
fn named(name: &str, unit: &str) -> Result<CertificateParams, AuthenticatorError> {
    let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
    let names = &mut params.distinguished_name;
    *names = rcgen::DistinguishedName::new();
    names.push(DnType::CountryName, DnValue::PrintableString("CN".try_into().map_err(failed)?));
    names.push(DnType::OrganizationName, "Sandbox");
    names.push(DnType::OrganizationalUnitName, unit);
    names.push(DnType::CommonName, name);
    Ok(params)
}

fn failed(error: impl std::fmt::Display) -> AuthenticatorError {
    AuthenticatorError::Key(error.to_string())
}
