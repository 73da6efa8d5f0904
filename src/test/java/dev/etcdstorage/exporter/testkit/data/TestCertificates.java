package dev.etcdstorage.exporter.testkit.data;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A throw-away certificate authority. Server certificates also carry the client usage, because
 * etcd's own gateway presents its server certificate to itself.
 *
 * <pre>{@code
 * TestCertificates ca = TestCertificates.authority("etcd-ca");
 * Path caFile = ca.writeCertificate(dir.resolve("ca.crt"));
 * IssuedCertificate server = ca.server("127.0.0.1", "localhost");
 * Path certFile = server.writeCertificate(dir.resolve("server.crt"));
 * Path keyFile = server.writeKey(dir.resolve("server.key"), KeyForm.PKCS8);
 * }</pre>
 */
public final class TestCertificates {
  /** The kinds of key that a certificate can be issued for. */
  public enum Algorithm {
    EC,
    RSA,
    ED25519
  }

  private static final Duration VALIDITY = Duration.ofDays(2);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final X500Name name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestCertificates(X500Name name, KeyPair keys) {
    this.name = name;
    this.keys = keys;
    this.certificate = sign(authorityBuilder(name, keys), keys.getPrivate());
  }

  /** A new authority with a key of its own. */
  public static TestCertificates authority(String commonName) {
    return authority(Algorithm.EC, commonName);
  }

  /** The same with another kind of key. */
  public static TestCertificates authority(Algorithm algorithm, String commonName) {
    return new TestCertificates(new X500Name("CN=" + commonName), newKeys(algorithm));
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** Writes the authority's certificate, for a trust file. */
  public Path writeCertificate(Path file) {
    return PemText.write(file, PemText.certificates(List.of(certificate)));
  }

  /** A server certificate (EC key) for these host names and IP addresses. */
  public IssuedCertificate server(String... subjectAlternativeNames) {
    return server(Algorithm.EC, subjectAlternativeNames);
  }

  /** A server certificate for these host names and IP addresses. */
  public IssuedCertificate server(Algorithm algorithm, String... subjectAlternativeNames) {
    return issue("server", algorithm, Instant.now().plus(VALIDITY), subjectAlternativeNames);
  }

  /** TLS with this server's files in a folder; clients need a certificate of this authority. */
  public EtcdTls etcdTls(Path folder, IssuedCertificate server) {
    return new EtcdTls(
        server.writeCertificate(folder.resolve("server.crt")),
        server.writeKey(folder.resolve("server.key"), KeyForm.PKCS8),
        writeCertificate(folder.resolve("ca.crt")),
        true);
  }

  /** A client certificate (EC key); etcd takes the common name as its user name. */
  public IssuedCertificate client(String commonName) {
    return client(Algorithm.EC, commonName);
  }

  /** The same with another kind of key. */
  public IssuedCertificate client(Algorithm algorithm, String commonName) {
    return issue(commonName, algorithm, Instant.now().plus(VALIDITY));
  }

  /** A certificate that ended an hour ago. */
  public IssuedCertificate expired(String... subjectAlternativeNames) {
    Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
    return issue("expired", Algorithm.EC, hourAgo, subjectAlternativeNames);
  }

  private IssuedCertificate issue(
      String commonName, Algorithm algorithm, Instant notAfter, String... names) {
    KeyPair subject = newKeys(algorithm);
    X509v3CertificateBuilder builder =
        builder(name, new X500Name("CN=" + commonName), subject.getPublic(), notAfter);
    try {
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      if (names.length > 0) {
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(generalNames(names)));
      }
    } catch (CertIOException e) {
      throw new UncheckedIOException(e);
    }
    return new IssuedCertificate(sign(builder, keys.getPrivate()), subject);
  }

  private static X509v3CertificateBuilder authorityBuilder(X500Name name, KeyPair keys) {
    X509v3CertificateBuilder builder =
        builder(name, name, keys.getPublic(), Instant.now().plus(VALIDITY));
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (CertIOException e) {
      throw new UncheckedIOException(e);
    }
    return builder;
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant notAfter) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(96, RANDOM),
        Date.from(Instant.now().minus(VALIDITY)),
        Date.from(notAfter),
        subject,
        key);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(signatureOf(key)).build(key)));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signatureOf(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> "Ed25519";
    };
  }

  private static GeneralName[] generalNames(String... names) {
    return Arrays.stream(names)
        .map(
            name ->
                name.contains(":") || name.matches("[0-9.]+")
                    ? new GeneralName(GeneralName.iPAddress, name)
                    : new GeneralName(GeneralName.dNSName, name))
        .toArray(GeneralName[]::new);
  }

  private static KeyPair newKeys(Algorithm algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.name());
      switch (algorithm) {
        case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case RSA -> generator.initialize(2048);
        case ED25519 -> {}
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
