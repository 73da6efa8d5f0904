package dev.etcdstorage.exporter.testkit.data;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemObject;

/** The forms in which private keys are found in PEM files. */
public enum KeyForm {
  /** {@code BEGIN PRIVATE KEY}: any algorithm. */
  PKCS8 {
    @Override
    public String pem(KeyPair keys) {
      return PemText.of(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }
  },
  /** {@code BEGIN RSA PRIVATE KEY}, as kubeadm writes client keys: RSA only. */
  PKCS1 {
    @Override
    public String pem(KeyPair keys) {
      StringWriter text = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        writer.writeObject(keys.getPrivate());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }
  },
  /** {@code BEGIN EC PRIVATE KEY}: EC only. */
  SEC1 {
    @Override
    public String pem(KeyPair keys) {
      return PemText.of(new PemObject("EC PRIVATE KEY", sec1(keys)));
    }
  },
  /** {@code openssl ecparam -genkey} puts {@code EC PARAMETERS} before the key: EC only. */
  SEC1_WITH_PARAMETERS {
    @Override
    public String pem(KeyPair keys) {
      try {
        return PemText.of(new PemObject("EC PARAMETERS", curve(keys).getEncoded()))
            + SEC1.pem(keys);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  /** {@code BEGIN ENCRYPTED PRIVATE KEY}: any algorithm; the password is "secret". */
  ENCRYPTED_PKCS8 {
    @Override
    public String pem(KeyPair keys) {
      try {
        return PemText.of(
            new JcaPKCS8Generator(
                    keys.getPrivate(),
                    new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                        .setProvider(new BouncyCastleProvider())
                        .setPassword("secret".toCharArray())
                        .build())
                .generate());
      } catch (OperatorCreationException | IOException e) {
        throw new IllegalStateException(e);
      }
    }
  },
  /** {@code Proc-Type: 4,ENCRYPTED} inside an RSA key; the password is "secret". */
  ENCRYPTED_PKCS1 {
    @Override
    public String pem(KeyPair keys) {
      StringWriter text = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        writer.writeObject(
            keys.getPrivate(),
            new JcePEMEncryptorBuilder("AES-256-CBC")
                .setProvider(new BouncyCastleProvider())
                .build("secret".toCharArray()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }
  };

  /** The key as PEM text. */
  public abstract String pem(KeyPair keys);

  private static byte[] sec1(KeyPair keys) {
    SubjectPublicKeyInfo publicKey =
        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    ECPrivateKey key = (ECPrivateKey) keys.getPrivate();
    try {
      // The JDK's own encoding leaves out curve and public key; openssl and kubeadm write both.
      return new org.bouncycastle.asn1.sec.ECPrivateKey(
              key.getParams().getOrder().bitLength(),
              key.getS(),
              new DERBitString(publicKey.getPublicKeyData().getBytes()),
              curve(keys))
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ASN1ObjectIdentifier curve(KeyPair keys) {
    return ASN1ObjectIdentifier.getInstance(
        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded())
            .getAlgorithm()
            .getParameters());
  }
}
