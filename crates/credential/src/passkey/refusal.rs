//! Why an answer of an authenticator is not believed: one variant for each rule of sections 7.1 and 7.2.

use webauthn_rs_core::error::WebauthnError;

/// Why an answer is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyRefusal {
    /// It is not an answer at all.
    #[error("the answer cannot be read")]
    Malformed,
    /// It is for another ceremony: registering for signing in, or the reverse.
    #[error("the answer is for another kind of question")]
    Type,
    /// It is to another question.
    #[error("the answer is to another challenge")]
    Challenge,
    /// It was given to a page of another origin.
    #[error("the answer was given to a page of another origin")]
    Origin,
    /// It was given to our page in a frame of another site's.
    #[error("the answer was given to a page in a frame")]
    CrossOrigin,
    /// It is for another relying party.
    #[error("the answer is for another relying party")]
    RpId,
    /// Nobody touched the device.
    #[error("nobody was present")]
    UserPresence,
    /// The device did not verify its user, which was required.
    #[error("the user was not verified")]
    UserVerification,
    /// The flags about copies contradict each other or what they were.
    #[error("the backup flags contradict each other or changed")]
    BackupFlags,
    /// The key is of an algorithm that was not offered.
    #[error("the key is of an algorithm that was not offered")]
    Algorithm,
    /// Nobody who is trusted vouches for the device, or not rightly.
    #[error("the attestation is not believed")]
    Attestation,
    /// The credential is known already.
    #[error("the credential is registered already")]
    AlreadyRegistered,
    /// The credential is not among those that were asked for.
    #[error("the credential is not one of those asked for")]
    UnknownCredential,
    /// It names no user, or another than the credential's.
    #[error("the answer names another user")]
    UserHandle,
    /// The signature is not the credential's.
    #[error("the signature is wrong")]
    Signature,
    /// The counter did not go on: the device may have been copied.
    #[error("the counter did not go on: the device may have been copied")]
    Counter,
    /// Something else that the standard forbids.
    #[error("the answer breaks another rule")]
    Other,
}

impl From<WebauthnError> for PasskeyRefusal {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a hundred variants of the core; the rest breaks another rule"
    )]
    fn from(error: WebauthnError) -> Self {
        use WebauthnError as E;
        match error {
            E::InvalidClientDataType => Self::Type,
            E::MismatchedChallenge => Self::Challenge,
            E::InvalidRPOrigin => Self::Origin,
            E::CredentialCrossOrigin => Self::CrossOrigin,
            E::InvalidRPIDHash => Self::RpId,
            E::UserNotPresent => Self::UserPresence,
            E::UserNotVerified => Self::UserVerification,
            E::CredentialMayNotBeHardwareBound | E::CredentialBackupEligibilityInconsistent => {
                Self::BackupFlags
            }
            E::CredentialNotFound => Self::UnknownCredential,
            E::AuthenticationFailure | E::SignatureInvalid => Self::Signature,
            E::CredentialPossibleCompromise => Self::Counter,
            E::CredentialAlteredAlgFromRequest => Self::Algorithm,
            other if is_about_a_key(&other) => Self::Algorithm,
            other if is_about_attestation(&other) => Self::Attestation,
            E::ParseBase64Failure(_)
            | E::ParseCBORFailure(_)
            | E::ParseJSONFailure(_)
            | E::ParseNOMFailure
            | E::ParseInsufficientBytesAvailable
            | E::MissingAttestationCredentialData => Self::Malformed,
            _ => Self::Other,
        }
    }
}

/// A credential key (section 6.5.1.1) that no algorithm offered could have.
const fn is_about_a_key(error: &WebauthnError) -> bool {
    use WebauthnError as E;
    matches!(
        error,
        E::COSEKeyInvalidCBORValue
            | E::COSEKeyInvalidType
            | E::COSEKeyEDUnsupported
            | E::COSEKeyECDSAXYInvalid
            | E::COSEKeyRSANEInvalid
            | E::COSEKeyECDSAInvalidCurve
            | E::COSEKeyEDDSAXInvalid
            | E::COSEKeyEDDSAInvalidCurve
            | E::COSEKeyInvalidAlgorithm
            | E::CredentialInsecureCryptography
            | E::SshPublicKeyEDUnsupported
            | E::EcdsaPointInvalid
            | E::RsaParametersInvalid
    )
}

/// An attestation statement or its chain of certificates (section 8).
const fn is_about_attestation(error: &WebauthnError) -> bool {
    use WebauthnError as E;
    matches!(
        error,
        E::AttestationNotSupported
            | E::AttestationStatementMapInvalid
            | E::AttestationStatementResponseMissing
            | E::AttestationStatementResponseInvalid
            | E::AttestationStatementSigMissing
            | E::AttestationStatementSigInvalid
            | E::AttestationStatementVerMissing
            | E::AttestationStatementVerInvalid
            | E::AttestationStatementVerUnsupported
            | E::AttestationStatementX5CMissing
            | E::AttestationStatementX5CInvalid
            | E::AttestationStatementAlgMissing
            | E::AttestationStatementCertInfoMissing
            | E::AttestationStatementMissingExtension
            | E::AttestationStatementPubAreaMissing
            | E::AttestationStatementAlgMismatch
            | E::AttestationStatementAlgInvalid
            | E::AttestationTrustFailure
            | E::AttestationCertificateAAGUIDMismatch
            | E::AttestationCertificateNonceMismatch
            | E::AttestationTpmStInvalid
            | E::AttestationTpmPubAreaMismatch
            | E::AttestationTpmExtraDataInvalid
            | E::AttestationTpmExtraDataMismatch
            | E::AttestationTpmPubAreaHashUnknown
            | E::AttestationTpmPubAreaHashInvalid
            | E::AttestationTpmAttestCertifyInvalid
            | E::AttestationCertificateRequirementsNotMet
            | E::AttestationCertificateTrustStoreEmpty
            | E::AttestationLeafCertMissing
            | E::AttestationNotVerifiable
            | E::AttestationUntrustedAaguid
            | E::AttestationFormatMissingAaguid
            | E::AttestationChainNotTrusted(_)
            | E::AttestationCredentialSubjectKeyMismatch
            | E::CertificatePublicKeyInvalid
            | E::CertificatePublicKeyAlgorthimMismatch
            | E::X509DerInvalid
    )
}
