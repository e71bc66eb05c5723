//! Identity documents and their numbers.

/// The kind of a document that names a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentType {
    /// Identity card of a resident of the mainland.
    ResidentId,
    /// Residence permit of a resident of Hong Kong, Macao or Taiwan.
    ResidencePermit,
    /// Mainland travel permit of a resident of Hong Kong or Macao.
    HkMacaoPermit,
    /// Mainland travel permit of a resident of Taiwan.
    TaiwanPermit,
    /// Identity card of a foreign permanent resident.
    ForeignPermanentResident,
    /// Passport.
    Passport,
}
