//! Addresses of clients, behind proxies that are trusted to tell them.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// A network: an address and how many of its leading bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// A text that is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither an address such as 10.0.0.5 nor a network such as 10.0.0.0/24")]
pub struct BadNetwork;

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.trim().parse().map_err(|_| BadNetwork)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(longest), |prefix| prefix.trim().parse().map_err(|_| BadNetwork))?;
        if prefix <= longest { Ok(Self { address, prefix }) } else { Err(BadNetwork) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Network {
    /// Whether `address` is inside. An IPv4 address that came over IPv6 is one of IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => cut4(own, self.prefix) == cut4(other, self.prefix),
            (IpAddr::V6(own), IpAddr::V6(other)) => cut6(own, self.prefix) == cut6(other, self.prefix),
            _ => false,
        }
    }

    /// The /64 of an IPv6 address, which is what one customer has; an IPv4 address by itself.
    #[must_use]
    pub fn of_client(address: IpAddr) -> IpAddr {
        match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(cut6(address, 64)).into(),
            address @ IpAddr::V4(_) => address,
        }
    }
}

fn cut4(address: Ipv4Addr, prefix: u8) -> u32 {
    address.to_bits() & u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0)
}

fn cut6(address: Ipv6Addr, prefix: u8) -> u128 {
    address.to_bits() & u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0)
}

/// Who sent a request that came from `peer`: `peer` itself, unless it is a trusted proxy. Then the header
/// `X-Forwarded-For` is read from its end, where the nearest proxy wrote: the first address that is no trusted proxy is
/// the client. What stands before it could have been written by anybody and is not looked at.
#[must_use]
pub fn client<'h>(peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'h str>, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    for hop in forwarded.rev().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(client) {
            break;
        }
        let Ok(before) = hop.trim().parse::<IpAddr>() else { break };
        client = before.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(texts: &[&str]) -> Vec<Network> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_holds_what_shares_its_leading_bits() {
        let [net] = networks(&["10.1.2.0/23"])[..] else { panic!("one network") };
        for (address, inside) in
            [("10.1.2.0", true), ("10.1.3.255", true), ("10.1.4.0", false), ("::ffff:10.1.2.9", true), ("::1", false)]
        {
            assert_eq!(net.contains(ip(address)), inside, "{address}");
        }
        assert!(networks(&["0.0.0.0/0"])[0].contains(ip("203.0.113.9")));
        assert!(networks(&["::/0"])[0].contains(ip("2001:db8::1")));
        assert!(networks(&["2001:db8::/32"])[0].contains(ip("2001:db8:1::1")));
        for bad in ["", "10.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/x", "localhost"] {
            assert_eq!(bad.parse::<Network>(), Err(BadNetwork), "{bad}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_what_it_wrote_itself() {
        let trusted = networks(&["127.0.0.1", "10.0.0.0/8"]);
        let of = |peer: &str, lines: &[&str]| client(ip(peer), lines.iter().copied(), &trusted).to_string();
        assert_eq!(of("203.0.113.9", &["198.51.100.1"]), "203.0.113.9", "a stranger says what it likes");
        assert_eq!(of("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(of("127.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(of("127.0.0.1", &["1.2.3.4, 203.0.113.9, 10.0.0.7"]), "203.0.113.9", "1.2.3.4 is made up");
        assert_eq!(of("::ffff:127.0.0.1", &["1.2.3.4", "203.0.113.9"]), "203.0.113.9");
        assert_eq!(of("127.0.0.1", &["unknown"]), "127.0.0.1");
    }

    #[test]
    fn an_ipv6_customer_is_one_client() {
        assert_eq!(Network::of_client(ip("2001:db8:1:2:3:4:5:6")), ip("2001:db8:1:2::"));
        assert_eq!(Network::of_client(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
    }
}
