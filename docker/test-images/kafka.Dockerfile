# Kafka for -Dservers=containers where no registry is reached: Waltap's own jars behind what Testcontainers expects of
# apache/kafka. docker/README.md has the commands.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY libs /opt/kafka/libs
COPY kafka-run.sh /etc/kafka/docker/run
RUN chmod 755 /etc/kafka/docker/run
CMD ["/etc/kafka/docker/run"]
