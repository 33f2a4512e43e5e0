using System.Text;
using System.Text.Json;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Runs;

/// <summary>Reads JSON that a run has written, or somebody else: everything in it is checked before it is used.</summary>
public static class JsonFile
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly UTF8Encoding StrictText = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <typeparam name="TValue">What it holds.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="maximumBytes">The most bytes that it may have.</param>
    /// <param name="what">What it is expected to be, in words.</param>
    /// <param name="parse">Reads the value from the root. It may ask of elements what they are not: that they aren't is told as an error of
    /// the file. For what else is wrong it throws a <see cref="FormatException"/> whose message is a clause.</param>
    /// <returns>The value; null where there is no such file.</returns>
    /// <exception cref="UsageException">The file can't be read, or holds something else; one line, which names it.</exception>
    public static TValue? Read<TValue>(string path, int maximumBytes, string what, Func<JsonElement, TValue> parse)
        where TValue : class
    {
        ArgumentNullException.ThrowIfNull(parse);
        try
        {
            string text = StrictText.GetString(RegularFile.ReadAllBytes(path, maximumBytes));
            using var document = JsonDocument.Parse(text, Strict);
            return parse(document.RootElement);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException && !IsLink(path))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(OneLine.Of(exception));
        }
        catch (FormatException exception)
        {
            throw new UsageException($"'{path}' is not {what}: {OneLine.Of(exception)}; remove it.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw new UsageException($"'{path}' is not {what}: it is not the JSON that this program writes; remove it.");
        }
    }

    /// <summary>Throws unless an element is an object that has some properties and no other.</summary>
    /// <param name="element">The element.</param>
    /// <param name="names">The names of the properties.</param>
    /// <exception cref="FormatException">It is something else.</exception>
    public static void RequireProperties(JsonElement element, params ReadOnlySpan<string> names)
    {
        int count = 0;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            count += names.Contains(property.Name) ? 1 : throw new FormatException($"it holds '{OneLine.Of(property.Name)}'");
        }

        if (count != names.Length)
        {
            throw new FormatException($"something is missing of {string.Join(", ", names!)}");
        }
    }

    /// <summary>A finite number in a range.</summary>
    /// <param name="element">The element.</param>
    /// <param name="name">What it is called in the message.</param>
    /// <param name="most">The greatest that is allowed; the least is 0.</param>
    /// <exception cref="FormatException">It is out of range.</exception>
    public static double Number(JsonElement element, string name, double most = double.MaxValue)
        => element.GetDouble() is double value && value >= 0 && value <= most
            ? value
            : throw new FormatException($"its {name} is {element.GetRawText()}");

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
