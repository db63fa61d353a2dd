# Quintet itself as an image: `npm run image` lays out the context and builds it.
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" quintet:local gate
# BASE needs /usr/local/bin/node (24) and nothing else: no shell, so there is no RUN below.
ARG BASE=node:24-slim
FROM ${BASE}

COPY node_modules /opt/quintet/node_modules
# Where the config is mounted, and where the report goes when nothing is.
COPY --chown=1000:1000 work /work
# Where several machines write to one volume: a fresh one takes over whose folder this is.
COPY --chown=1000:1000 work /shards

WORKDIR /work
USER 1000:1000
ENTRYPOINT ["/usr/local/bin/node", "/opt/quintet/node_modules/quintet/dist/harness/cli/main.js"]
CMD ["--help"]
