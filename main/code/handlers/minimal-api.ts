import type { Handler } from '../../../contract/index.ts';
import { fieldLines, type HandlerPlan } from '../handler-plan.ts';

const literal = (text: string): string => JSON.stringify(text);
const list = (names: readonly string[]): string =>
  names.length === 0 ? 'Array.Empty<string>()' : `new[] { ${names.map(literal).join(', ')} }`;

/** A minimal API of ASP.NET Core. Source: Microsoft Learn on IFormCollection, IQueryCollection and StringValues. */
export function minimalApiHandler({ platform, fields, credentials, signature, once }: HandlerPlan): Handler {
  const names = (kind: 'callback' | 'status') => fieldLines(fields[kind], { indent: '    ', write: literal });
  const text = `// Takes the callbacks and statuses of ${platform}. Needs the .NET SDK 8 or newer.
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

// Every field that the platform's page names.
string[] callbackFields =
{
${names('callback')}
};
string[] statusFields =
{
${names('status')}
};
string[] credentials = ${list(credentials)};
// A post whose path does not end with /status is one all the same when it has all of these.
string[] onlyInStatus = ${list(signature)};
// Fields that tell one post from the next. Without any, the same post twice looks like two posts.
string[] callbackOnce = ${list(once.callback)};
string[] statusOnce = ${list(once.status)};
var seen = new ConcurrentDictionary<string, bool>();

var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
app.Urls.Add($"http://localhost:{Environment.GetEnvironmentVariable("PORT") ?? "8080"}");

app.Map("/{**path}", async (HttpRequest request) =>
{
    // A form is read as UTF-8 unless its Content-Type names another charset. Names are compared without case.
    var form = request.HasFormContentType ? await request.ReadFormAsync() : FormCollection.Empty;

    // Where the query and the body both have one, the body's counts; of several, the last. Not ToString(), which joins them
    // by commas and makes "" of a missing one.
    string? Field(string name)
    {
        var values = form.TryGetValue(name, out var inBody) ? inBody : request.Query[name];
        return values.Count == 0 ? null : values[^1] ?? "";
    }

    var isStatus = request.Path.Value!.EndsWith("/status", StringComparison.Ordinal)
        || (onlyInStatus.Length > 0 && onlyInStatus.All(name => Field(name) != null));
    var kind = isStatus ? "status" : "callback";
    var post = (isStatus ? statusFields : callbackFields).ToDictionary(name => name, Field);
    Handle(kind, post, IsDuplicate(kind, post));
    // No text in the answer: a platform may take it for a message to the subscriber.
    return Results.StatusCode(200);
});
app.Run();

// Your work goes here. A field is null when it is missing, "" when it came empty; "0" is text like any other. Store the post
// before this returns: the platform gets its 200 only then.
void Handle(string kind, Dictionary<string, string?> post, bool duplicate)
{
    var shown = new Dictionary<string, string?>(post);
    // Credentials do not belong in a log. With HANDLER_DEBUG=1 they are shown.
    if (Environment.GetEnvironmentVariable("HANDLER_DEBUG") != "1")
        foreach (var name in credentials.Where(shown.ContainsKey))
            if (!string.IsNullOrEmpty(shown[name])) shown[name] = "***";
    Console.WriteLine(JsonSerializer.Serialize(new { kind, fields = shown, duplicate }));
}

// Platforms send again when an answer is lost. In earnest, let a unique key in your database find this out: this memory is
// gone with the process.
bool IsDuplicate(string kind, Dictionary<string, string?> post)
{
    var names = kind == "status" ? statusOnce : callbackOnce;
    if (names.Length == 0 || names.Any(name => post[name] == null)) return false;
    if (seen.Count > 10_000) seen.Clear();
    return !seen.TryAdd(JsonSerializer.Serialize(names.Select(name => post[name]).Prepend(kind)), true);
}
`;
  const project = `<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
</Project>
`;
  return {
    language: 'minimal-api',
    label: 'ASP.NET Core (minimal API)',
    files: [
      { name: 'Program.cs', text },
      { name: 'Handler.csproj', text: project },
    ],
    run: 'dotnet run',
    target: 'http://localhost:8080',
  };
}
