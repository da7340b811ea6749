#!/usr/bin/env bash
# A service takes a role for a machine, and CloudTrail does not say in its answer for whom: the session is the machine's.
# While the machine uses it nothing is found; when somebody else does, the secret that was read with it is.
source "$(dirname "$0")/common.bash"

mkdir -p "$NUNCHI_DATA"
cat > "$NUNCHI_DATA/nunchi.toml" << 'TOML'
[ledger]
origin = "roles.example/ledger"

[[field]]
bit = 0
id = "secret"
ko = "비밀값"
en = "Secret"
class = "credential"

[[namespace]]
id = "secret"

[[source]]
id = "trail"
format = "cloudtrail"

[[route]]
id = "get-secret"
call = "secretsmanager.amazonaws.com GetSecretValue"
subject = "pointer:/requestParameters/secretId"
namespace = "secret"
fields = ["secret"]
TOML
nunchi init > /dev/null

record() { # TIME ID IDENTITY SERVICE NAME PARAMETERS ANSWER
    printf '{"eventVersion":"1.08","userIdentity":%s,"eventTime":"2025-11-06T%sZ","eventSource":"%s.amazonaws.com","eventName":"%s","awsRegion":"ap-northeast-2","sourceIPAddress":"203.0.113.9","userAgent":"aws-sdk","requestParameters":%s,"responseElements":%s,"eventID":"%s","eventType":"AwsApiCall"}\n' \
        "$3" "$1" "$4" "$5" "$6" "$7" "$2"
}
session() { # NAME: who calls with the machine's key
    printf '{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Shop/%s","accessKeyId":"ASIAMACHINE"}' "$1"
}
secret='{"secretId":"prod/orders"}'
{
    record 09:38:00 e-1 '{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}' sts AssumeRole \
        '{"roleArn":"arn:aws:iam::111122223333:role/web/Shop","roleSessionName":"i-0abc"}' '{"credentials":{"accessKeyId":"ASIAMACHINE"}}'
    record 09:40:00 e-2 "$(session i-0abc)" secretsmanager GetSecretValue "$secret" null
} > machine.json
record 09:50:00 e-3 "$(session somebody)" secretsmanager GetSecretValue "$secret" null > other.json

found() {
    nunchi detect --replay --format json 2> /dev/null |
        python3 -c 'import json, sys; print(*((of["detector"], of["severity"], of["reads"]) for of in json.load(sys.stdin)["findings"]))'
}
expect 0 '"quarantined":0' nunchi ingest --output json trail=machine.json
same "findings while the machine uses its session" "$(found)" ""
expect 0 '"quarantined":0' nunchi ingest --output json trail=other.json
same "findings when somebody else does" "$(found)" "('other_holder', 'critical', 1)"
ok
