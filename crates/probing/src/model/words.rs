//! Closed lists of words, as they are kept and sent.

use jianyue_platform::words;

words! {
    /// How a probe looks.
    #[schema(as = ProbeKind)]
    pub enum Kind {
        /// A web service.
        Http = "http",
        /// A port.
        Tcp = "tcp",
        /// A name.
        Dns = "dns",
        /// Certificates.
        Tls = "tls",
        /// A Linux machine, by SSH.
        Ssh = "ssh",
        /// A database.
        Sql = "sql",
        /// Redis.
        Redis = "redis",
        /// A directory over FTP.
        Ftp = "ftp",
        /// A directory over SFTP.
        Sftp = "sftp",
        /// A mail server.
        Smtp = "smtp",
        /// What an agent pushes.
        Agent = "agent",
        /// Data that goes to or comes from a partner.
        Exchange = "exchange",
    }
}

words! {
    /// How something that is watched is.
    #[schema(as = ProbeState)]
    pub enum State {
        /// As it should be.
        Up = "up",
        /// It works, and something should be looked at.
        Warning = "warning",
        /// It does not work.
        Down = "down",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

words! {
    /// What an outage is.
    #[schema(as = OutageProblem)]
    pub enum Problem {
        /// It did not work.
        Down = "down",
        /// Nothing was heard of it.
        Silent = "silent",
    }
}

words! {
    /// On which side of its limit a number is too far.
    #[schema(as = ThresholdSide)]
    pub enum Side {
        /// Above it.
        Above = "above",
        /// Below it.
        Below = "below",
    }
}

words! {
    /// How bad it is to be too far.
    #[schema(as = ThresholdLevel)]
    pub enum Gravity {
        /// It should be looked at.
        Warning = "warning",
        /// It counts as not working.
        Down = "down",
    }
}

words! {
    /// With what somebody proves who they are.
    #[schema(as = CredentialKind)]
    pub enum CredentialKind {
        /// A password or token.
        Password = "password",
        /// A private key.
        PrivateKey = "private_key",
    }
}

words! {
    /// What a system tells of an interface.
    #[schema(as = WatchKind)]
    pub enum WatchKind {
        /// The same data were decrypted again and again.
        RepeatedDecryption = "repeated_decryption",
        /// A file that is larger than it should be.
        LargeFile = "large_file",
        /// A signature could not be made or did not hold.
        SignatureFailure = "signature_failure",
        /// Data were exchanged with a partner, or could not be.
        Exchange = "exchange",
    }
}

impl Gravity {
    /// The state of a probe that is too far.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Warning => State::Warning,
            Self::Down => State::Down,
        }
    }
}

impl WatchKind {
    /// In plain Chinese.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RepeatedDecryption => "重复解密",
            Self::LargeFile => "超大文件",
            Self::SignatureFailure => "签名验签失败",
            Self::Exchange => "数据交换",
        }
    }
}
