# PostgreSQL for -Dservers=containers on a machine that reaches no registry: the embedded binaries, in an image that
# Testcontainers can use like the official one. docker/README.md has the commands.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY pg /opt/pg
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN echo 'postgres:x:10002:10002::/var/lib/postgresql:/bin/sh' >> /etc/passwd \
 && mkdir -p /var/lib/postgresql && chown 10002:10002 /var/lib/postgresql \
 && chmod -R a+rX /opt/pg && chmod 755 /usr/local/bin/docker-entrypoint.sh
USER 10002:10002
ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]
CMD ["postgres"]
