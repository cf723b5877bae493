# Kafka for -Dservers=containers on a machine that reaches no registry: Waltap's own jars, in an image that Testcontainers
# can use like apache/kafka. docker/README.md has the commands.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY libs /opt/kafka/libs
COPY kafka-run.sh /etc/kafka/docker/run
RUN chmod 755 /etc/kafka/docker/run
CMD ["/etc/kafka/docker/run"]
