using System.Globalization;
using System.Text;
using System.Xml;

namespace AutogradMaml.Examples.Plotting;

/// <summary>Writes SVG elements. Text is escaped, numbers read the same in every culture, lines end the same on every system.</summary>
internal sealed class SvgWriter : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    private readonly MemoryStream _stream = new();
    private readonly XmlWriter _xml;

    public SvgWriter() => _xml = XmlWriter.Create(
        _stream,
        new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false),
            Indent = true,
            IndentChars = " ",
            NewLineChars = "\n",
            OmitXmlDeclaration = true,
        });

    /// <summary>A number as an attribute has it: hundredths of a pixel are finer than any screen.</summary>
    public static string Number(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Opens the document; <see cref="Finish"/> closes it.</summary>
    public void Begin(double width, double height, string title)
    {
        _xml.WriteStartElement("svg", Namespace);
        Attributes(("width", width), ("height", height));
        _xml.WriteAttributeString("viewBox", $"0 0 {Number(width)} {Number(height)}");
        Attributes(("role", "img"), ("font-family", "Helvetica, Arial, 'DejaVu Sans', sans-serif"));
        _xml.WriteElementString("title", Namespace, Legal(title));
    }

    /// <summary>Opens a group; <see cref="EndGroup"/> closes it.</summary>
    public void BeginGroup(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement("g", Namespace);
        Attributes(attributes);
    }

    public void EndGroup() => _xml.WriteEndElement();

    /// <summary>Defines a rectangle that drawing can be confined to.</summary>
    public void ClipRectangle(string id, double x, double y, double width, double height)
    {
        _xml.WriteStartElement("clipPath", Namespace);
        Attributes(("id", id));
        Element("rect", ("x", x), ("y", y), ("width", width), ("height", height));
        _xml.WriteEndElement();
    }

    /// <summary>An element without content.</summary>
    public void Element(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        Attributes(attributes);
        _xml.WriteEndElement();
    }

    /// <summary>A line of text.</summary>
    public void Text(string text, double x, double y, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement("text", Namespace);
        Attributes(("x", x), ("y", y));
        Attributes(attributes);
        _xml.WriteString(Legal(text));
        _xml.WriteEndElement();
    }

    /// <summary>Closes the document.</summary>
    /// <returns>Its bytes in UTF-8.</returns>
    public byte[] Finish()
    {
        _xml.WriteEndElement();
        _xml.Flush();
        _stream.WriteByte((byte)'\n');
        return _stream.ToArray();
    }

    public void Dispose()
    {
        _xml.Dispose();
        _stream.Dispose();
    }

    // Escaped or not, a control character or half a surrogate pair has no place in XML.
    private static string Legal(string text)
    {
        var legal = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool fits = rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value);
            legal.Append(fits ? rune.ToString() : "\ufffd");
        }

        return legal.ToString();
    }

    private void Attributes(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach ((string name, object value) in attributes)
        {
            _xml.WriteAttributeString(name, value is string text ? text : Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
        }
    }
}
