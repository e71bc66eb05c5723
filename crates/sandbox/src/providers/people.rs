//! The people of the city, and its legal entities: what registers, banks and operators know.
//!
//! All of them are made up. No number can be anybody's: mainland numbers begin with 19, which is no province (GB/T 2260),
//! and the check characters are right all the same (GB 11643, GB 32100), for nothing would take them otherwise. The
//! order in the list is fixed: tests and pages may count on it.

use ring::digest::{SHA256, digest};

/// Somebody of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name as it stands in the document now.
    pub name: &'static str,
    /// The name before it was changed.
    pub former_name: Option<&'static str>,
    /// The kind of document, in the words of the wire: `resident_id`, `hk_macao_permit`, …
    pub document: &'static str,
    /// Its number in the normal form.
    pub number: &'static str,
    /// Mobile number, 11 digits.
    pub phone: &'static str,
    /// Bank card.
    pub bank_card: &'static str,
    /// Who the person is in the app of a provider.
    pub openid: &'static str,
    /// Where the household is registered (GB/T 2260), for people of the mainland.
    pub household_division: Option<&'static str>,
    /// The last day the document is valid; none: for ever.
    pub valid_until: Option<&'static str>,
    /// Whether the person lives.
    pub life: Life,
    /// What makes this one different from the others, in Chinese; empty if nothing does.
    pub remark_zh: &'static str,
    /// The same in English.
    pub remark_en: &'static str,
}

/// Whether a person lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Yes.
    Alive,
    /// The register says that the person has died.
    Deceased,
}

/// A legal entity of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its name.
    pub name: &'static str,
    /// The unified social credit code (GB 32100).
    pub uscc: &'static str,
    /// `enterprise`, `individual_business`, `agency` or `social_organisation`.
    pub kind: &'static str,
    /// `active`, `revoked` or `cancelled`.
    pub registry_status: &'static str,
    /// Where it is registered (GB/T 2260).
    pub division: &'static str,
    /// The document number of its legal representative, who is among [`people`].
    pub representative: &'static str,
}

/// A grown-up of the mainland with nothing particular about them.
const PLAIN: Person = Person {
    name: "",
    former_name: None,
    document: "resident_id",
    number: "",
    phone: "",
    bank_card: "",
    openid: "",
    household_division: Some("110101"),
    valid_until: Some("2046-01-01"),
    life: Life::Alive,
    remark_zh: "",
    remark_en: "",
};

/// Everybody, always in this order.
pub fn people() -> &'static [Person] {
    PEOPLE
}

/// Every legal entity, always in this order.
pub fn entities() -> &'static [Entity] {
    ENTITIES
}

/// Each with the number of the line in phone, card and openid.
macro_rules! people {
    ($($order:literal $card:literal $name:literal $number:literal { $($field:ident: $value:expr),* $(,)? })*) => {
        &[$(Person {
            name: $name,
            number: $number,
            phone: concat!("199000000", $order),
            bank_card: $card,
            openid: concat!("o-demo-", $order),
            $($field: $value,)*
            ..PLAIN
        },)*]
    };
}

#[rustfmt::skip]
static PEOPLE: &[Person] = people! {
    "01" "6200000000000000018" "演示甲" "190101199003070016" { household_division: Some("330106") }
    "02" "6200000000000000026" "演示乙" "190101198512120021" { household_division: Some("510104") }
    "03" "6200000000000000034" "演示丙" "190101197806010034" {
        remark_zh: "企业法定代表人", remark_en: "represents an enterprise" }
    "04" "6200000000000000042" "演示丁" "190101196409150047" {
        valid_until: None, remark_zh: "证件长期有效", remark_en: "the document is valid for ever" }
    "05" "6200000000000000059" "演示戊" "19010119951130005X" {
        remark_zh: "末位是 X", remark_en: "the number ends in X" }
    "06" "6200000000000000067" "演示己" "190101200102030066" { household_division: Some("440106") }
    "07" "6200000000000000075" "演示庚" "190101197208080075" {
        remark_zh: "机关法定代表人", remark_en: "represents an agency" }
    "08" "6200000000000000083" "演示辛" "190101195904210081" { valid_until: None }
    "09" "6200000000000000091" "演示壬" "190101198802290096" {
        remark_zh: "2 月 29 日出生", remark_en: "born on 29 February" }
    "10" "6200000000000000109" "演示癸" "190101199910010105" { household_division: Some("310101") }
    "11" "6200000000000000117" "演示故" "19010119300517011X" {
        life: Life::Deceased, remark_zh: "已故", remark_en: "has died" }
    "12" "6200000000000000125" "演示新名" "190101199207040126" {
        former_name: Some("演示旧名"), remark_zh: "改过名", remark_en: "has a new name" }
    "13" "6200000000000000133" "演示少年" "190101201506010138" {
        valid_until: Some("2030-06-01"), remark_zh: "未成年人", remark_en: "a minor" }
    "14" "6200000000000000141" "演示青年" "190101200909100141" {
        valid_until: Some("2032-09-10"), remark_zh: "少年人", remark_en: "a young person" }
    "15" "6200000000000000158" "演示过期" "190101198303180159" {
        valid_until: Some("2020-03-18"), remark_zh: "证件已过期", remark_en: "the document has run out" }
    "16" "6200000000000000166" "演示港" "H00000016" {
        document: "hk_macao_permit", household_division: None,
        remark_zh: "港澳居民来往内地通行证", remark_en: "with a travel permit for Hong Kong and Macao" }
    "17" "6200000000000000174" "演示居住" "810000199001010019" {
        document: "residence_permit", household_division: None,
        remark_zh: "港澳台居民居住证", remark_en: "with a residence permit" }
    "18" "6200000000000000182" "DEMO ALICE" "DEMO00018" {
        document: "passport", household_division: None,
        remark_zh: "护照", remark_en: "with a passport" }
    "19" "6200000000000000190" "演示·阿依古丽·买买提" "190101199405060195" {
        household_division: Some("650102"), remark_zh: "姓名带间隔点", remark_en: "a name with dots" }
    "20" "6200000000000000208" "演示甲" "190101199106080209" {
        remark_zh: "与第一人同名", remark_en: "has the name of the first" }
};

#[rustfmt::skip]
static ENTITIES: &[Entity] = &[
    Entity { name: "演示科技有限公司", uscc: "91190101MADEMY0019", kind: "enterprise", registry_status: "active",
        division: "330106", representative: "190101197806010034" },
    Entity { name: "演示小吃店", uscc: "92190101MADEMY0029", kind: "individual_business", registry_status: "revoked",
        division: "510104", representative: "190101198512120021" },
    Entity { name: "演示区政务服务中心", uscc: "12190101MADEMY003L", kind: "agency", registry_status: "active",
        division: "110101", representative: "190101197208080075" },
];

/// Whom a house is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) document: String,
    pub(super) number: String,
    pub(super) name: String,
}

/// What else a house is told about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Factors {
    pub(super) phone: Option<String>,
    pub(super) bank_card: Option<String>,
    pub(super) openid: Option<String>,
}

/// What the register knows of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Number and name belong together.
    Match(&'static Person),
    /// The number is somebody's of another name.
    OtherName,
    /// The number is that of somebody who has died.
    Deceased,
    /// Nobody has the number.
    Nobody,
}

impl Subject {
    pub(super) fn of(person: &Person) -> Self {
        Self {
            document: person.document.to_owned(),
            number: person.number.to_owned(),
            name: person.name.to_owned(),
        }
    }

    /// What the register says.
    pub(super) fn known(&self) -> Known {
        let has = |person: &&Person| person.document == self.document && person.number == self.number;
        match PEOPLE.iter().find(has) {
            None => Known::Nobody,
            Some(person) if person.life == Life::Deceased => Known::Deceased,
            Some(person) if person.name == self.name => Known::Match(person),
            Some(_) => Known::OtherName,
        }
    }

    /// Whether all that was told belongs to one living person of the register.
    pub(super) fn fits(&self, factors: &Factors) -> bool {
        let Known::Match(person) = self.known() else { return false };
        let same = |told: &Option<String>, known: &str| told.as_deref().is_none_or(|told| told == known);
        same(&factors.phone, person.phone) && same(&factors.bank_card, person.bank_card)
    }

    /// Somebody else.
    pub(super) fn another(&self) -> Self {
        let other = PEOPLE.iter().find(|person| person.number != self.number);
        other.map_or_else(|| self.clone(), Self::of)
    }

    /// How a house that sends neither number nor name back says whom it means: SHA-256, in lower-case hexadecimal, of
    /// five lines joined by U+000A: the word `yimen-subject-1`, the number of the verification, the kind of document, its
    /// number, the name.
    pub(super) fn digest(&self, seq: &str) -> String {
        let text = ["yimen-subject-1", seq, &self.document, &self.number, &self.name].join("\n");
        digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_character(number: &str) -> char {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = number.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
        "10X98765432".chars().nth((sum % 11) as usize).unwrap()
    }

    fn uscc_check(code: &str) -> char {
        const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        let value = |c| ALPHABET.find(c).unwrap();
        let weights = (0..17).map(|place| 3_usize.pow(place) % 31);
        let sum: usize = code.chars().zip(weights).map(|(c, weight)| value(c) * weight).sum();
        ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap()
    }

    #[test]
    fn the_check_characters_are_right() {
        assert_eq!(check_character("11010519491231002X"), 'X');
        assert_eq!(uscc_check("91350100M000100Y43"), '3');
        for person in PEOPLE.iter().filter(|person| person.number.len() == 18) {
            assert_eq!(person.number.chars().last(), Some(check_character(person.number)), "{person:?}");
        }
        for entity in ENTITIES {
            assert_eq!(entity.uscc.chars().last(), Some(uscc_check(entity.uscc)), "{entity:?}");
        }
    }

    #[test]
    fn everybody_is_marked_as_made_up() {
        assert!(
            PEOPLE.iter().all(|person| person.name.starts_with("演示") || person.name.starts_with("DEMO"))
        );
        assert!(PEOPLE.iter().filter(|p| p.document == "resident_id").all(|p| p.number.starts_with("19")));
        assert!(ENTITIES.iter().all(|entity| entity.name.starts_with("演示")));
    }

    #[test]
    fn nobody_shares_a_number_a_phone_or_a_card() {
        for of in
            [|p: &Person| p.number, |p: &Person| p.phone, |p: &Person| p.bank_card, |p: &Person| p.openid]
        {
            let all: std::collections::BTreeSet<_> = PEOPLE.iter().map(of).collect();
            assert_eq!(all.len(), 20);
        }
    }

    #[test]
    fn an_entity_has_somebody_who_represents_it() {
        for entity in ENTITIES {
            assert!(PEOPLE.iter().any(|person| person.number == entity.representative), "{entity:?}");
        }
    }

    #[test]
    fn the_register_tells_who_is_known() {
        let mut subject = Subject::of(&PEOPLE[0]);
        assert_eq!(subject.known(), Known::Match(&PEOPLE[0]));
        subject.name = "演示乙".into();
        assert_eq!(subject.known(), Known::OtherName);
        subject.number = "11010519491231002X".into();
        assert_eq!(subject.known(), Known::Nobody);
        assert_eq!(Subject::of(&PEOPLE[10]).known(), Known::Deceased);
        let before = Subject { name: "演示旧名".into(), ..Subject::of(&PEOPLE[11]) };
        assert_eq!(before.known(), Known::OtherName);
    }

    #[test]
    fn what_is_told_must_all_belong_to_one() {
        let subject = Subject::of(&PEOPLE[0]);
        let own = Factors { phone: Some(PEOPLE[0].phone.into()), ..Factors::default() };
        let others = Factors { phone: Some(PEOPLE[1].phone.into()), ..Factors::default() };
        assert!(subject.fits(&own) && subject.fits(&Factors::default()));
        assert!(!subject.fits(&others));
    }

    #[test]
    fn another_person_is_never_the_same() {
        for person in PEOPLE {
            assert_ne!(Subject::of(person).another().number, person.number);
        }
    }
}
