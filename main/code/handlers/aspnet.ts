import type { Handler } from '../../../contract/index.ts';
import { fieldLines, type HandlerPlan } from '../handler-plan.ts';

const literal = (text: string): string => JSON.stringify(text);
const list = (names: readonly string[]): string =>
  names.length === 0 ? 'new string[0]' : `new[] { ${names.map(literal).join(', ')} }`;

/**
 * A handler for ASP.NET on the .NET Framework, in the C# 5 that it compiles by itself. Sources: Microsoft Learn on
 * HttpRequest.Item (looks into cookies and server variables, too), NameValueCollection.Get and .GetValues, and
 * HttpRequest.Unvalidated.
 */
export function aspnetHandler({ platform, fields, credentials, signature, once }: HandlerPlan): Handler {
  const names = (kind: 'callback' | 'status') => fieldLines(fields[kind], { indent: '        ', write: literal });
  const text = `<%@ WebHandler Language="C#" Class="PostHandler" %>
// Takes the callbacks and statuses of ${platform}. Needs the .NET Framework 4.5 or newer.
// Without this the compiler leaves out what is written to the trace.
#define TRACE
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Web;
using System.Web.Script.Serialization;

public class PostHandler : IHttpHandler
{
    // Every field that the platform's page names.
    static readonly string[] CallbackFields =
    {
${names('callback')}
    };
    static readonly string[] StatusFields =
    {
${names('status')}
    };
    static readonly string[] Credentials = ${list(credentials)};
    // A post whose path does not end with /status is one all the same when it has all of these.
    static readonly string[] OnlyInStatus = ${list(signature)};
    // Fields that tell one post from the next. Without any, the same post twice looks like two posts.
    static readonly string[] CallbackOnce = ${list(once.callback)};
    static readonly string[] StatusOnce = ${list(once.status)};

    static readonly ConcurrentDictionary<string, bool> Seen = new ConcurrentDictionary<string, bool>();

    public bool IsReusable { get { return true; } }

    /// <summary>
    /// Your work goes here. A field is null when it is missing, "" when it came empty; "0" is text like any other. Store the
    /// post before this returns: the platform gets its 200 only then.
    /// </summary>
    static void Handle(string kind, Dictionary<string, string> post, bool duplicate)
    {
        // Credentials do not belong in a log. With HANDLER_DEBUG=1 they are shown.
        var shown = new Dictionary<string, string>(post);
        if (Environment.GetEnvironmentVariable("HANDLER_DEBUG") != "1")
            foreach (var name in Credentials.Where(shown.ContainsKey))
                if (!string.IsNullOrEmpty(shown[name])) shown[name] = "***";
        var line = new JavaScriptSerializer().Serialize(new { kind, fields = shown, duplicate });
        System.Diagnostics.Trace.WriteLine(line);
    }

    // Not Request["name"], which looks into cookies and server variables, too. Not Form["name"], which joins repeated values
    // by commas. Unvalidated, because request validation refuses a message with "<" in it by an exception.
    static string Field(HttpRequest request, string name)
    {
        // Where the query and the body both have one, the body's counts; of several, the last.
        var values = request.Unvalidated.Form.GetValues(name) ?? request.Unvalidated.QueryString.GetValues(name);
        return values == null ? null : values[values.Length - 1];
    }

    // Platforms send again when an answer is lost. In earnest, let a unique key in your database find this out: this memory is
    // gone with the process.
    static bool IsDuplicate(string kind, Dictionary<string, string> post)
    {
        var names = kind == "status" ? StatusOnce : CallbackOnce;
        if (names.Length == 0 || names.Any(name => post[name] == null)) return false;
        if (Seen.Count > 10000) Seen.Clear();
        return !Seen.TryAdd(kind + "\\n" + string.Join("\\n", names.Select(name => post[name])), true);
    }

    public void ProcessRequest(HttpContext context)
    {
        var request = context.Request;
        // Unless <globalization requestEncoding="…"> of web.config or the post says otherwise, the text is read as UTF-8.
        var isStatus = request.Path.EndsWith("/status", StringComparison.Ordinal)
            || (OnlyInStatus.Length > 0 && OnlyInStatus.All(name => Field(request, name) != null));
        var kind = isStatus ? "status" : "callback";
        var post = (isStatus ? StatusFields : CallbackFields).ToDictionary(name => name, name => Field(request, name));
        Handle(kind, post, IsDuplicate(kind, post));
        // No text in the answer: a platform may take it for a message to the subscriber.
        context.Response.StatusCode = 200;
        context.Response.ContentType = "text/plain";
    }
}
`;
  return {
    language: 'aspnet',
    label: 'ASP.NET (.NET Framework)',
    files: [{ name: 'Handler.ashx', text }],
    run: 'iisexpress /path:%CD% /port:8080',
    target: 'http://localhost:8080/Handler.ashx',
  };
}
