# The command line with its destinations, and the service: docker build -t larkstream . && docker run --rm -v "$PWD:/data" larkstream sync
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts
COPY src ./src
COPY contract ./contract
COPY console ./console
COPY scripts ./scripts
RUN npm run build \
 && npm prune --omit=dev --ignore-scripts

# Debian and not Alpine: DuckDB's binary is built against glibc.
FROM node:24-slim
WORKDIR /opt/larkstream
COPY --from=build /build/package.json ./package.json
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/contract ./contract
COPY --from=build /build/dist ./dist
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
LABEL org.opencontainers.image.title="larkstream"
LABEL org.opencontainers.image.licenses="Apache-2.0"
