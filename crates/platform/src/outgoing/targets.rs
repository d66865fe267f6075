//! Which addresses may be reached.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// Targets that are reached although they are not public, as an administrator wrote them: names, addresses, and networks
/// such as `10.1.0.0/16`, separated by commas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedTargets(Vec<Target>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Name(String),
    Network(IpAddr, u32),
}

/// A target that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no name, address or network such as 10.1.0.0/16")]
pub struct BadTarget(pub String);

impl FromStr for AllowedTargets {
    type Err = BadTarget;

    fn from_str(text: &str) -> Result<Self, BadTarget> {
        text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(target).collect::<Result<_, _>>().map(Self)
    }
}

fn target(text: &str) -> Result<Target, BadTarget> {
    let bad = || BadTarget(text.to_owned());
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(Target::Network(address, if address.is_ipv4() { 32 } else { 128 }));
    }
    if let Some((network, bits)) = text.split_once('/') {
        let network: IpAddr = network.parse().map_err(|_| bad())?;
        let longest = if network.is_ipv4() { 32 } else { 128 };
        let bits = bits.parse().ok().filter(|bits| *bits <= longest).ok_or_else(bad)?;
        return Ok(Target::Network(network, bits));
    }
    let is_name = text.chars().all(|one| one.is_ascii_alphanumeric() || "-_.".contains(one));
    if is_name { Ok(Target::Name(text.to_ascii_lowercase())) } else { Err(bad()) }
}

impl AllowedTargets {
    /// Whether `host`, which is at `address`, was allowed.
    #[must_use]
    pub fn covers(&self, host: &str, address: IpAddr) -> bool {
        self.0.iter().any(|target| match target {
            Target::Name(name) => host.eq_ignore_ascii_case(name),
            Target::Network(network, bits) => contains(*network, *bits, address.to_canonical()),
        })
    }
}

fn contains(network: IpAddr, bits: u32, address: IpAddr) -> bool {
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            u32::from(network) & mask == u32::from(address) & mask
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            u128::from(network) & mask == u128::from(address) & mask
        }
        _ => false,
    }
}

/// Whether an address belongs to the public internet (IANA special-purpose registries). Addresses that carry an IPv4
/// address inside are judged by it.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match carried(address) {
            Some(inside) => is_public_v4(inside),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a >= 224
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Only 2000::/3 is handed out; of it, documentation, benchmarking and ORCHID are not on the internet.
    let [first, second, ..] = address.segments();
    first & 0xe000 == 0x2000
        && !(first == 0x2001 && (second == 0x0db8 || second < 0x0200))
        && !(first == 0x3fff && second < 0x1000)
}

/// The IPv4 address inside of one that is mapped, translated (`64:ff9b::/96`) or tunnelled (`2002::/16`).
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let at = |n: usize| Some(Ipv4Addr::from((u32::from(segments[n]) << 16) | u32::from(segments[n + 1])));
    match segments {
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => at(6),
        [0x2002, ..] => at(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_the_internet_is_not_public() {
        for address in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.5.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
            "2001::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["114.114.114.114", "8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "172.32.0.1", "100.128.0.1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn an_administrator_allows_names_addresses_and_networks() {
        let allowed: AllowedTargets = "gateway.internal, 10.1.0.0/16,127.0.0.1, fd00::/8".parse().unwrap();
        for (host, address, may) in [
            ("gateway.internal", "10.9.9.9", true),
            ("Gateway.Internal", "192.168.0.1", true),
            ("other.internal", "10.1.2.3", true),
            ("other.internal", "10.2.2.3", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.2", "127.0.0.2", false),
            ("x", "::ffff:10.1.2.3", true),
            ("x", "fd12::1", true),
            ("x", "fe80::1", false),
        ] {
            assert_eq!(allowed.covers(host, address.parse().unwrap()), may, "{host} {address}");
        }
        for wrong in ["10.0.0.0/33", "a b", "10.0.0/8", "http://x"] {
            assert!(wrong.parse::<AllowedTargets>().is_err(), "{wrong}");
        }
        assert_eq!("".parse(), Ok(AllowedTargets::default()));
        let all: AllowedTargets = "0.0.0.0/0".parse().unwrap();
        assert!(all.covers("x", "10.0.0.1".parse().unwrap()));
    }
}
