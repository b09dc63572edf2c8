//! A certificate for this machine from a CA made on this machine.
//!
//! The CA is limited by name to localhost and private addresses, so that a phone or browser that
//! trusts it trusts it for nothing on the internet.

use std::{
    fs,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use admin::folder::{private_file, private_folder};
use anyhow::Context;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, SanType,
    date_time_ymd,
};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

use crate::limits::{CA_DAYS, LEAF_DAYS};

/// The CA of a data folder.
pub struct LocalCa {
    issuer: Issuer<'static, KeyPair>,
    certificate_pem: String,
    path: PathBuf,
}

const CERTIFICATE: &str = "genba-local-ca.pem";
const KEY: &str = "genba-local-ca.key";

impl LocalCa {
    /// Reads the CA of the folder, or makes it. Phones have to trust a new one again, so it is
    /// made once.
    pub fn open(data: &Path) -> anyhow::Result<Self> {
        let folder = data.join("ca");
        let (path, key_path) = (folder.join(CERTIFICATE), folder.join(KEY));
        if !path.exists() {
            private_folder(&folder)?;
            let key = KeyPair::generate()?;
            // The certificate is written last: a folder that has one has its key as well.
            private_file(&key_path, key.serialize_pem().as_bytes())?;
            let certificate = ca_parameters()?.self_signed(&key)?;
            private_file(&path, certificate.pem().as_bytes())?;
        }
        let read = |path: &Path| {
            fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
        };
        let certificate_pem = read(&path)?;
        let key = KeyPair::from_pem(&read(&key_path)?).context("the local CA's key is damaged")?;
        let issuer = Issuer::from_ca_cert_pem(&certificate_pem, key)
            .context("the local CA's certificate is damaged")?;
        let path = fs::canonicalize(&path)?;
        Ok(Self {
            issuer,
            certificate_pem,
            path,
        })
    }

    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    pub fn certificate_path(&self) -> &Path {
        &self.path
    }

    /// A server configuration for localhost and the given addresses, with a fresh key.
    pub fn server_config(&self, addresses: &[IpAddr]) -> anyhow::Result<Arc<ServerConfig>> {
        let key = KeyPair::generate()?;
        let leaf = leaf_parameters(addresses)?.signed_by(&key, &self.issuer)?;
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], private)?;
        // Not HTTP/2: see infra/decisions/http-1-1-only.md.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn ca_parameters() -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new())?;
    let name = format!("Genba local CA {}", today());
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: local_names(),
        excluded_subtrees: Vec::new(),
    });
    valid_for(&mut params, CA_DAYS)?;
    Ok(params)
}

fn leaf_parameters(addresses: &[IpAddr]) -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Genba on this machine");
    params
        .subject_alt_names
        .extend(addresses.iter().copied().map(SanType::IpAddress));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    valid_for(&mut params, LEAF_DAYS)?;
    Ok(params)
}

/// localhost, and the loopback, private and link-local ranges of both families.
fn local_names() -> Vec<GeneralSubtree> {
    let v4 = [
        ([127, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        ([172, 16, 0, 0], 12),
    ];
    let v4 = v4
        .into_iter()
        .chain([([192, 168, 0, 0], 16), ([169, 254, 0, 0], 16)]);
    let v6 = [("::1", 128), ("fc00::", 7), ("fe80::", 10)];
    let v6 = v6
        .into_iter()
        .filter_map(|(net, prefix)| Some((net.parse::<IpAddr>().ok()?, prefix)));
    let subnets = v4
        .map(|(net, prefix)| (IpAddr::from(net), prefix))
        .chain(v6);
    let ranges = subnets
        .map(|(net, prefix)| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(net, prefix)));
    std::iter::once(GeneralSubtree::DnsName("localhost".to_owned()))
        .chain(ranges)
        .collect()
}

/// Certificates follow the machine's own clock, as the browsers that check them do.
fn valid_for(params: &mut CertificateParams, days: i32) -> anyhow::Result<()> {
    let today = today();
    let (from, to) = (today.yesterday()?, today.checked_add(days.days())?);
    let moment = |day: Date| {
        date_time_ymd(
            day.year().into(),
            day.month().unsigned_abs(),
            day.day().unsigned_abs(),
        )
    };
    params.not_before = moment(from);
    params.not_after = moment(to);
    Ok(())
}

fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}
