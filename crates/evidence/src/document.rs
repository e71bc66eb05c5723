//! Identity documents: their kinds, the form of their numbers, the names that stand in them.
//!
//! Owns what can be said of a document by looking at it. A number of the right form is not a verified number, and a
//! division code that no longer exists is not a mistake: people keep the number they were born with. Follows GB 11643
//! (resident identity numbers), GB 32100 (unified social credit codes) and GA/T 2000.156 (codes of document types).

mod name;
mod number;
mod resident;
mod uscc;

use time::Date;

pub use name::{NameRefusal, PersonName};
pub use number::{DocumentNumber, DocumentRefusal};
pub use uscc::{Uscc, UsccRefusal};

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

impl DocumentType {
    /// All of them, the most common first.
    pub const ALL: &[Self] = &[
        Self::ResidentId,
        Self::ResidencePermit,
        Self::HkMacaoPermit,
        Self::TaiwanPermit,
        Self::ForeignPermanentResident,
        Self::Passport,
    ];

    /// The word in forms, in storage and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::ResidencePermit => "residence_permit",
            Self::HkMacaoPermit => "hk_macao_permit",
            Self::TaiwanPermit => "taiwan_permit",
            Self::ForeignPermanentResident => "foreign_permanent_resident",
            Self::Passport => "passport",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|document| document.as_str() == word)
    }

    /// The code other government systems know it by: GA/T 2000.156, which took over the codes of GA/T 517.
    ///
    /// The text of the standard was not at hand: all six codes are written from memory. 154 is the code of residence
    /// permits in general, for the permit of 2018 is younger than the standard; 414 is that of an ordinary passport.
    /// Check them before an exchange relies on them.
    pub const fn ga_code(self) -> &'static str {
        match self {
            Self::ResidentId => "111",
            Self::ResidencePermit => "154",
            Self::HkMacaoPermit => "516",
            Self::TaiwanPermit => "511",
            Self::ForeignPermanentResident => "553",
            Self::Passport => "414",
        }
    }
}

impl serde::Serialize for DocumentType {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for DocumentType {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = <String as serde::Deserialize>::deserialize(from)?;
        Self::parse(&word).ok_or_else(|| serde::de::Error::custom("no kind of document"))
    }
}

/// Age in completed years; somebody born on 29 February is a year older on 1 March of a common year. 0 before birth.
pub fn age_at(birth: Date, today: Date) -> u8 {
    let had_birthday = (today.month() as u8, today.day()) >= (birth.month() as u8, birth.day());
    let years = today.year() - birth.year() - i32::from(!had_birthday);
    u8::try_from(years.max(0)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests;
