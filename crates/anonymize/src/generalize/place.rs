//! Places as cities or provinces.

use crate::profile::PlaceRule;

const PROVINCE: &[&str] = &["省", "自治区", "特别行政区"];
const CITY: &[&str] = &["市", "自治州", "地区", "盟"];
const MUNICIPALITIES: &[&str] = &["北京", "上海", "天津", "重庆", "香港", "澳门"];

/// `text` made as coarse as `rule` says: a coordinate is rounded to a tenth of a degree (about 11 km) or a degree, an
/// address cut after its city or province. What names neither becomes empty.
pub(crate) fn place(text: &str, rule: PlaceRule) -> String {
    let decimals = match rule {
        PlaceRule::Keep => return text.to_owned(),
        PlaceRule::City => 1,
        PlaceRule::Province => 0,
    };
    if let Ok(degrees) = text.trim().parse::<f64>() {
        return format!("{degrees:.decimals$}");
    }
    let province_end = ends_with_one_of(text, PROVINCE);
    let municipality = MUNICIPALITIES.iter().find(|name| text.starts_with(**name));
    let end = match (rule, province_end, municipality) {
        (_, _, Some(name)) => name.len(),
        (PlaceRule::Province, Some(end), None) => end,
        (PlaceRule::Province, None, None) => 0,
        (_, Some(end), None) => ends_with_one_of(&text[end..], CITY).map_or(end, |city| end + city),
        (_, None, None) => ends_with_one_of(text, CITY).unwrap_or(0),
    };
    text[..end].to_owned()
}

/// The end of the earliest of `suffixes` that is preceded by two to eight characters, none of them punctuation.
fn ends_with_one_of(text: &str, suffixes: &[&str]) -> Option<usize> {
    let found = suffixes.iter().filter_map(|suffix| text.find(suffix).map(|at| (at, at + suffix.len()))).min()?;
    let stem = &text[..found.0];
    ((2..=8).contains(&stem.chars().count()) && stem.chars().all(char::is_alphanumeric)).then_some(found.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_cut() {
        let text = "浙江省杭州市西湖区龙井路1号";
        assert_eq!(place(text, PlaceRule::Keep), text);
        assert_eq!(place(text, PlaceRule::City), "浙江省杭州市");
        assert_eq!(place(text, PlaceRule::Province), "浙江省");
        assert_eq!(place("杭州市西湖区", PlaceRule::City), "杭州市");
        assert_eq!(place("杭州市西湖区", PlaceRule::Province), "");
        assert_eq!(place("北京市海淀区", PlaceRule::Province), "北京");
        assert_eq!(place("老王家的书店", PlaceRule::City), "");
    }

    #[test]
    fn coordinates_are_rounded() {
        assert_eq!(place("30.24567", PlaceRule::City), "30.2");
        assert_eq!(place("-120.9", PlaceRule::Province), "-121");
    }
}
