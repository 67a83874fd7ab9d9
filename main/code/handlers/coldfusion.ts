import type { Handler } from '../../../contract/index.ts';
import { fieldLines, type HandlerPlan } from '../handler-plan.ts';

// In a string "#" begins an expression.
const literal = (text: string): string => `"${text.replaceAll('"', '""').replaceAll('#', '##')}"`;
const list = (names: readonly string[]): string => `[${names.map(literal).join(', ')}]`;

/**
 * A page for ColdFusion and Lucee. Sources: Adobe, "Developing ColdFusion Applications" (the scopes form and url; there is no
 * scope POST), and CFML Reference on SetEncoding, structKeyExists and writeLog.
 */
export function coldfusionHandler({ platform, fields, credentials, signature, once }: HandlerPlan): Handler {
  const names = (kind: 'callback' | 'status') => fieldLines(fields[kind], { indent: '      ', write: literal });
  const text = `<cfprocessingdirective pageencoding="utf-8">
<!--- No text in the answer: a platform may take it for a message to the subscriber. --->
<cfsetting enablecfoutputonly="true" showdebugoutput="false">
<cfscript>
  // Takes the callbacks and statuses of ${platform}. Needs ColdFusion 11 or newer, or Lucee 5.
  setEncoding("form", "utf-8");
  setEncoding("url", "utf-8");

  // Every field that the platform's page names.
  known = {
    "callback": [
${names('callback')}
    ],
    "status": [
${names('status')}
    ]
  };
  credentials = ${list(credentials)};
  // A post whose path does not end with /status is one all the same when it has all of these.
  onlyInStatus = ${list(signature)};
  // Fields that tell one post from the next. Without any, the same post twice looks like two posts.
  once = { "callback": ${list(once.callback)}, "status": ${list(once.status)} };

  // The parameters of a post are in the scopes form and url; there is no scope POST. Where both have one, the body's counts.
  // Repeated ones are joined by commas.
  function hasField(required string name) {
    return structKeyExists(form, arguments.name) || structKeyExists(url, arguments.name);
  }
  function readField(required string name) {
    return structKeyExists(form, arguments.name) ? form[arguments.name] : url[arguments.name];
  }

  isStatus = right(cgi.path_info, 7) == "/status" || arrayLen(onlyInStatus) > 0;
  if (right(cgi.path_info, 7) != "/status") {
    for (name in onlyInStatus) if (!hasField(name)) isStatus = false;
  }
  kind = isStatus ? "status" : "callback";

  // A missing field is not in the structure, one that came empty is "" in it; "0" is text like any other. Test with
  // structKeyExists(), never with len() or a bare if.
  post = {};
  for (name in known[kind]) if (hasField(name)) post[name] = readField(name);

  // Your work goes here. Store the post now: the platform gets its 200 when this page is done. Platforms send again when an
  // answer is lost: put a unique index on kind and the columns named in once, and take a violation of it for "done before".
  shown = duplicate(post);
  // Credentials do not belong in a log.
  for (name in credentials) if (structKeyExists(shown, name) && len(shown[name]) > 0) shown[name] = "***";
  // serializeJSON() of some versions writes text of digits as a number; so this is for reading, not for storing.
  writeLog(type = "information", file = "posts", text = kind & " " & serializeJSON(shown));
</cfscript>
<cfheader statuscode="200">
<cfcontent type="text/plain; charset=utf-8" reset="true">
`;
  return {
    language: 'coldfusion',
    label: 'ColdFusion',
    files: [{ name: 'handler.cfm', text }],
    run: 'box server start port=8080',
    target: 'http://localhost:8080/handler.cfm',
  };
}
