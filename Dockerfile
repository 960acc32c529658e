# The command line with its destinations, and the service: docker build -t larkstream . && docker run --rm -v "$PWD:/data" larkstream sync
FROM node:24-slim AS build
# Its name becomes that of the list of parts.
WORKDIR /larkstream
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts
COPY src ./src
COPY contract ./contract
COPY console ./console
COPY scripts ./scripts
RUN npm run build \
 && npm prune --omit=dev --ignore-scripts
# What the image is made of, as CycloneDX: `docker run --rm --entrypoint cat larkstream /opt/larkstream/sbom.cdx.json`. With its wishes for development npm
# would miss what is not there, and leave out what is of both kinds.
RUN npm pkg delete devDependencies \
 && npm sbom --sbom-format=cyclonedx --sbom-type=application > sbom.cdx.json

# Debian and not Alpine: DuckDB's binary is built against glibc.
FROM node:24-slim
WORKDIR /opt/larkstream
COPY --from=build /larkstream/package.json /larkstream/sbom.cdx.json ./
COPY --from=build /larkstream/node_modules ./node_modules
COPY --from=build /larkstream/contract ./contract
COPY --from=build /larkstream/dist ./dist
RUN ln -s /opt/larkstream/dist/main.js /usr/local/bin/larkstream \
 && chmod 0755 /opt/larkstream/dist/main.js \
 && mkdir /data /files \
 && chown node:node /data /files
# The configuration, the database, the store of events and what `serve` keeps lie in the folder that is mounted here.
WORKDIR /data
VOLUME /data
USER 1000
# What a command keeps in the home of its user, such as the data and keys of `serve`, outlives the container too.
ENV NODE_ENV=production HOME=/data
# Signals reach the command itself, so that `docker stop` ends a sync with a commit.
ENTRYPOINT ["node", "/opt/larkstream/dist/main.js"]
CMD ["--help"]
# No HEALTHCHECK: most commands answer nothing and end. Files that start the service have one (deploy/).
LABEL org.opencontainers.image.title="larkstream"
LABEL org.opencontainers.image.description="Replicates Lark and Feishu into databases you can query, and answers messages there"
LABEL org.opencontainers.image.version="0.1.0"
LABEL org.opencontainers.image.licenses="Apache-2.0"
