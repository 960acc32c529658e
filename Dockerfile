# The command line with its destinations: docker build -t larkstream . && docker run --rm -v "$PWD:/data" larkstream sync
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts
COPY src ./src
COPY contract ./contract
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
 && mkdir /data \
 && chown node:node /data
# The configuration, the database and the store of events lie in the folder that is mounted here.
WORKDIR /data
VOLUME /data
USER 1000
ENV NODE_ENV=production
# Signals reach the command itself, so that `docker stop` ends a sync with a commit.
ENTRYPOINT ["node", "/opt/larkstream/dist/main.js"]
CMD ["--help"]
LABEL org.opencontainers.image.title="larkstream"
LABEL org.opencontainers.image.licenses="Apache-2.0"
