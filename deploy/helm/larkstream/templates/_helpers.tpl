{{- define "larkstream.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "larkstream.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "larkstream.labels" -}}
{{ include "larkstream.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "larkstream.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "larkstream.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- define "larkstream.filesClaim" -}}
{{- .Values.files.existingClaim | default (printf "%s-files" (include "larkstream.name" .)) }}
{{- end }}

{{/* The names of the deployments, as YAML. */}}
{{- define "larkstream.processes" -}}
{{- if eq .Values.layout "one" }}[all]{{ else }}[api, receiver, worker, scheduler]{{ end }}
{{- end }}

{{- define "larkstream.check" -}}
{{- if .Values.files.enabled }}
{{- if and (ne .Values.files.accessMode "ReadWriteMany") (or (ne .Values.layout "one") (gt (int .Values.processes.all.replicas) 1)) }}
{{- fail "files: a volume that one machine has (ReadWriteOnce) is for one process: set layout=one with one replica, or take a claim with ReadWriteMany" }}
{{- end }}
{{- end }}
{{- if lt (int .Values.terminationGracePeriodSeconds) (add 35 (int .Values.drainSeconds) | int) }}
{{- fail "terminationGracePeriodSeconds: a stop takes up to 35 seconds, and drainSeconds before" }}
{{- end }}
{{- end }}

{{/* The pod of a process. Takes: root, name. */}}
{{- define "larkstream.pod" -}}
{{- $root := .root }}
{{- $values := $root.Values }}
{{- $process := index $values.processes .name }}
{{- $isAll := eq .name "all" }}
{{- $works := or $isAll (eq .name "worker") }}
{{- $answers := or $isAll (eq .name "api") (eq .name "receiver") }}
{{- $hasFiles := and $values.files.enabled (or $works (eq .name "api")) }}
metadata:
  labels:
    {{- include "larkstream.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
    {{- if or $isAll (eq .name "api") }}
    role.larkstream/api: "true"
    {{- end }}
    {{- if or $isAll (eq .name "receiver") }}
    role.larkstream/receiver: "true"
    {{- end }}
    {{- with $values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- with $values.podAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "larkstream.serviceAccount" $root }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
  {{- with $values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    runAsGroup: 1000
    fsGroup: 1000
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  containers:
    - name: larkstream
      image: {{ printf "%s:%s" $values.image.repository ($values.image.tag | default $root.Chart.AppVersion) | quote }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      args:
        - serve
        - --roles={{ $isAll | ternary "api,receiver,worker,scheduler" .name }}
        - --host=0.0.0.0
        - --port=8700
        {{- if $answers }}
        - --drain={{ $values.drainSeconds }}
        {{- end }}
        {{- with $values.publicUrl }}
        - --public-url={{ . }}
        {{- end }}
        {{- with $values.proxies }}
        - --proxies={{ join "," . }}
        {{- end }}
        {{- with $process.slots }}
        - --slots={{ . }}
        {{- end }}
        {{- with $process.liveSlots }}
        - --live-slots={{ . }}
        {{- end }}
        {{- if $hasFiles }}
        - --files-root=/files
        {{- end }}
        {{- if $values.allowPrivateHosts }}
        - --allow-private-hosts
        {{- end }}
        - --log=json
        {{- range $process.options }}
        - {{ . | quote }}
        {{- end }}
      env:
        - name: LARKSTREAM_STORE_FILE
          value: /run/larkstream/store/url
        - name: LARKSTREAM_KEYS_COMMAND
          value: cat /run/larkstream/keys/keys
        {{- with $values.extraEnv }}{{ toYaml . | nindent 8 }}{{ end }}
      ports:
        - name: http
          containerPort: 8700
      # Until there is an account it listens within the pod only.
      startupProbe:
        httpGet: { path: /healthz, port: http }
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: {{ mul 12 (int $values.firstAccountMinutes) }}
      livenessProbe:
        httpGet: { path: /healthz, port: http }
        periodSeconds: 10
        timeoutSeconds: 10
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /readyz, port: http }
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      resources: {{- toYaml $process.resources | nindent 8 }}
      volumeMounts:
        - { name: store, mountPath: /run/larkstream/store, readOnly: true }
        - { name: keys, mountPath: /run/larkstream/keys, readOnly: true }
        - { name: home, mountPath: /data }
        - { name: tmp, mountPath: /tmp }
        {{- if $hasFiles }}
        - { name: files, mountPath: /files }
        {{- end }}
  volumes:
    - name: store
      secret:
        secretName: {{ $values.store.secretName }}
        defaultMode: 0440
        items: [{ key: {{ $values.store.key }}, path: url }]
    - name: keys
      secret:
        secretName: {{ $values.masterKeys.secretName }}
        defaultMode: 0440
        items: [{ key: {{ $values.masterKeys.key }}, path: keys }]
    - { name: home, emptyDir: {} }
    - { name: tmp, emptyDir: {} }
    {{- if $hasFiles }}
    - name: files
      persistentVolumeClaim: { claimName: {{ include "larkstream.filesClaim" $root }} }
    {{- end }}
  {{- with $values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    {{- if $values.topologySpreadConstraints }}
    {{- toYaml $values.topologySpreadConstraints | nindent 4 }}
    {{- else }}
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "larkstream.selector" $root | nindent 10 }}
          app.kubernetes.io/component: {{ .name }}
    {{- end }}
{{- end }}
