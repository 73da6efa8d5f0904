# The image of etcd-storage-exporter: the distribution that `./mvnw package` makes, a Java runtime of just the modules
# that it uses, and an archive of its classes. No shell, no package manager, nothing else. See docs/image.md.
#
#   ./mvnw package && docker build -t etcd-storage-exporter .
#
# For another architecture: docker buildx build --platform linux/arm64 . (the base image decides).

# Debian 12, by a name that most registries have. Its Java is 17, which takes 12 MiB less memory when idle than 25
# (docs/benchmarks.md).
ARG BASE_IMAGE=debian:bookworm-slim

# --- a runtime, and the archive of classes -------------------------------------------------------
FROM ${BASE_IMAGE} AS runtime
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8

# binutils: for jlink to strip with. etcd: the classes to archive are those of a run against a real one.
RUN mkdir -p /usr/share/man/man1 \
 && apt-get update -q \
 && apt-get install -q -y --no-install-recommends \
      openjdk-17-jdk-headless binutils etcd-server \
 && rm -rf /var/lib/apt/lists/*

ARG VERSION=0.1.0
# In seconds: files get this time, so that the same inputs make the same layers.
ARG SOURCE_DATE_EPOCH=1795305600
ADD target/etcd-storage-exporter-${VERSION}.tar.gz /unpacked/
COPY src/main/docker/ /docker/

# The modules that the program uses; docs/image.md says for what. The options are built in, so that they are in one
# place, and the command line and JAVA_TOOL_OPTIONS can override each.
RUN cd /unpacked/etcd-storage-exporter-${VERSION} \
 && jlink \
      --add-modules java.base,java.logging,java.management,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.random,jdk.unsupported \
      --strip-debug --no-header-files --no-man-pages --compress=2 --dedup-legal-notices=error-if-not-same-content \
      --add-options="-XX:+UseSerialGC -Xmn2m $(sed 's/#.*//' bin/jvm.options | xargs)" \
      --output /image/opt/java \
 && rm -f /image/opt/java/lib/jrt-fs.jar /image/opt/java/lib/classlist /image/opt/java/lib/jexec \
      /image/opt/java/bin/keytool /image/opt/java/bin/rmiregistry \
 && find /image/opt/java -name '*.so' -exec strip --strip-unneeded {} +

# The times are set before the training as well: an archive cannot be used if a jar's time has changed since.
RUN /docker/assemble /unpacked/etcd-storage-exporter-${VERSION} /image \
 && find /image -newermt "@${SOURCE_DATE_EPOCH}" -exec touch -h -d "@${SOURCE_DATE_EPOCH}" {} + \
 && /docker/train /image \
 && find /image -newermt "@${SOURCE_DATE_EPOCH}" -exec touch -h -d "@${SOURCE_DATE_EPOCH}" {} +

# --- the image -----------------------------------------------------------------------------------
FROM scratch
ARG BASE_IMAGE
ARG VERSION=0.1.0
ARG REVISION=unknown
# The URL of the sources, for whoever publishes the image.
ARG SOURCE=unknown
COPY --from=runtime /image/ /
# Java looks up the name of whoever opens a TLS connection to the page. If no name server answers, for instance because
# it is the cluster's own and the cluster is down, that must end before the connection times out: after 2 s, not 10.
ENV LANG=C.UTF-8 PATH=/usr/local/bin RES_OPTIONS="timeout:1 attempts:2"
# Where recover writes its audit log, if a volume is mounted there.
WORKDIR /var/lib/etcd-storage-exporter
# Numbers, so that Kubernetes can check runAsNonRoot.
USER 65532:65532
EXPOSE 10027
ENTRYPOINT ["/opt/java/bin/java", "@/opt/etcd-storage-exporter/serve.options"]
CMD ["--help"]
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s --retries=3 \
  CMD ["etcd-storage-exporter", "health"]
LABEL org.opencontainers.image.title="etcd-storage-exporter" \
      org.opencontainers.image.description="Prometheus exporter for etcd's storage: quota use, fragmentation, key growth" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.base.name="${BASE_IMAGE}"
