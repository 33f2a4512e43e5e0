using System.Text.Json;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Parses the JSON of a safetensors header and checks every entry for itself.</summary>
/// <remarks>Read token by token, so that nothing is built for what will be refused: names and shapes are kept, and text is made for
/// messages alone.</remarks>
internal ref struct SafeTensorsHeaderParser
{
    private const string TypeField = "dtype";
    private const string ShapeField = "shape";
    private const string OffsetsField = "data_offsets";

    private static readonly string[] Fields = [TypeField, ShapeField, OffsetsField];

    private readonly ReadOnlySpan<byte> _json;
    private readonly string _file;
    private Utf8JsonReader _reader;

    public SafeTensorsHeaderParser(ReadOnlySpan<byte> json, string file)
    {
        _json = json;
        _file = file;

        // The header is an object of objects of arrays: three levels.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 3 });
    }

    /// <summary>Parses the header.</summary>
    /// <exception cref="WeightFileException">It is not as the format says.</exception>
    public (List<SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) Parse()
    {
        Dictionary<string, string>? metadata = null;
        if (_json.IsEmpty || _json[0] != (byte)'{')
        {
            throw Error(
                $"its header is not a JSON object: expected '{{' as its first byte, got " +
                    $"{(_json.IsEmpty ? "nothing" : $"0x{_json[0]:x2}")}.");
        }

        Next();
        int members = Math.Min(CountMembers(), SafeTensorsHeader.MaximumTensors + 1);
        List<SafeTensorsEntry> entries = new(members);
        HashSet<string> names = new(members, StringComparer.Ordinal);
        while (Next() == JsonTokenType.PropertyName)
        {
            string name = Text("the name of a tensor");
            if (!names.Add(name))
            {
                throw Error($"the name '{FileText.Show(name)}' occurs twice in its header; names are unique.");
            }

            if (name == SafeTensorsHeader.MetadataKey)
            {
                metadata = ParseMetadata();
                continue;
            }

            if (entries.Count == SafeTensorsHeader.MaximumTensors)
            {
                throw Error($"it has more than {SafeTensorsHeader.MaximumTensors} tensors.");
            }

            entries.Add(ParseTensor(name));
        }

        // Throws when anything but white space follows.
        while (Next() != JsonTokenType.None)
        {
        }

        return (entries, metadata ?? []);
    }

    private Dictionary<string, string> ParseMetadata()
    {
        if (Next() != JsonTokenType.StartObject)
        {
            throw Unexpected($"{SafeTensorsHeader.MetadataKey} is an object of strings");
        }

        Dictionary<string, string> metadata = new(CountMembers(), StringComparer.Ordinal);
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = Text("a key of the metadata");
            if (Next() != JsonTokenType.String)
            {
                throw Unexpected($"the metadata '{FileText.Show(key)}' is a string");
            }

            if (!metadata.TryAdd(key, Text("a value of the metadata")))
            {
                throw Error($"the metadata '{FileText.Show(key)}' occur twice; keys are unique.");
            }
        }

        return metadata;
    }

    private SafeTensorsEntry ParseTensor(string name)
    {
        if (SafeTensorsHeader.NameFault(name) is { } fault)
        {
            throw Error($"the tensor '{FileText.Show(name)}' is refused: {fault}.");
        }

        string? type = null;
        Span<long> sizes = stackalloc long[Shape.MaximumRank];
        Span<long> offsets = stackalloc long[2];
        int rank = -1;
        int places = -1;
        if (Next() != JsonTokenType.StartObject)
        {
            throw Unexpected($"the tensor '{FileText.Show(name)}' is described by an object");
        }

        while (Next() == JsonTokenType.PropertyName)
        {
            string field = Word(Fields, "a field of a tensor");
            bool repeated = field switch { TypeField => type is not null, ShapeField => rank >= 0, _ => places >= 0 };
            switch (field)
            {
                case TypeField when Next() == JsonTokenType.String:
                    type = Word(ElementType.Names, "a dtype");
                    break;
                case TypeField:
                    throw Unexpected($"the dtype of '{FileText.Show(name)}' is a string");
                case ShapeField:
                    rank = Numbers(name, field, sizes);
                    break;
                case OffsetsField:
                    places = Numbers(name, field, offsets);
                    break;
                default:
                    throw Error(
                        $"the tensor '{FileText.Show(name)}' has the unknown field '{FileText.Show(field)}', expected " +
                            "dtype, shape, data_offsets.");
            }

            if (repeated)
            {
                throw Error(
                    $"the tensor '{FileText.Show(name)}' has the field '{field}' twice, expected dtype, shape and data_offsets once each.");
            }
        }

        if (type is null || rank < 0 || places < 0)
        {
            string missing = type is null ? TypeField : rank < 0 ? ShapeField : OffsetsField;
            throw Error($"the tensor '{FileText.Show(name)}' has no {missing}; expected dtype, shape and data_offsets.");
        }

        return Check(name, type, sizes[..rank], offsets[..places]);
    }

    private readonly SafeTensorsEntry Check(string name, string type, ReadOnlySpan<long> sizes, ReadOnlySpan<long> offsets)
    {
        ElementType element = ElementType.Find(type)
            ?? throw Error(
                $"the tensor '{FileText.Show(name)}' has the element type '{FileText.Show(type)}', {ElementType.Expected}.");
        long count = 1;
        foreach (long size in sizes)
        {
            // Both factors are below 2^31, so the product can't overflow. A zero does not excuse sizes before it that are too large
            // together: a Shape refuses those as well.
            count = size <= int.MaxValue && count <= int.MaxValue ? count * size : long.MaxValue;
        }

        if (count > Array.MaxLength)
        {
            throw Error(
                $"the tensor '{FileText.Show(name)}' has the shape [{Listed(sizes)}]; at most {Array.MaxLength} elements are possible.");
        }

        if (offsets.Length != 2 || offsets[0] > offsets[1])
        {
            throw Error(
                $"the tensor '{FileText.Show(name)}' has the data_offsets [{Listed(offsets)}], expected a begin and an end not before it.");
        }

        if (offsets[1] - offsets[0] != count * element.Size)
        {
            throw Error(
                $"the tensor '{FileText.Show(name)}' has {offsets[1] - offsets[0]} bytes, expected {count * element.Size} " +
                    $"for {type} [{Listed(sizes)}].");
        }

        Span<int> shape = stackalloc int[sizes.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = (int)sizes[axis];
        }

        return new(name, element, Shape.Create(shape), offsets[0], offsets[1]);
    }

    /// <summary>Reads an array of numbers and gives how many there are.</summary>
    private int Numbers(string name, string field, scoped Span<long> numbers)
    {
        if (Next() != JsonTokenType.StartArray)
        {
            throw Unexpected($"the {field} of '{FileText.Show(name)}' is an array of whole numbers");
        }

        int count = 0;
        while (Next() != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long number) || number < 0)
            {
                throw Error($"the {field} of '{FileText.Show(name)}' holds something else than whole numbers from 0 to {long.MaxValue}.");
            }

            if (count == numbers.Length)
            {
                throw Error($"the {field} of '{FileText.Show(name)}' has more than {numbers.Length} numbers.");
            }

            numbers[count++] = number;
        }

        return count;
    }

    /// <summary>How many members the object has that has just begun, as far as it can be read: tables of that size need not grow, and what
    /// a table leaves behind when it grows would be more than the file.</summary>
    private readonly int CountMembers()
    {
        Utf8JsonReader ahead = _reader;
        int depth = ahead.CurrentDepth;
        int count = 0;
        try
        {
            while (ahead.Read() && ahead.CurrentDepth > depth)
            {
                count += ahead.TokenType == JsonTokenType.PropertyName && ahead.CurrentDepth == depth + 1 ? 1 : 0;
            }
        }
        catch (JsonException)
        {
            // Reading it in earnest comes to the same place and says what is wrong there.
        }

        return count;
    }

    private static string Listed(ReadOnlySpan<long> numbers) => string.Join(", ", numbers.ToArray());

    private JsonTokenType Next()
    {
        try
        {
            return _reader.Read() ? _reader.TokenType : JsonTokenType.None;
        }
        catch (JsonException exception)
        {
            throw new WeightFileException(
                $"{_file}: its header is not valid JSON of at most three levels, at byte {_reader.BytesConsumed}.", _file, exception);
        }
    }

    /// <summary>The text, without a copy where it is one of the known words.</summary>
    private readonly string Word(ReadOnlySpan<string> known, string what)
    {
        foreach (string word in known)
        {
            if (!_reader.ValueIsEscaped && _reader.ValueTextEquals(word))
            {
                return word;
            }
        }

        return Text(what);
    }

    private readonly string Text(string what)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new WeightFileException(
                $"{_file}: {what} in its header is not valid text, at byte {_reader.TokenStartIndex}.", _file, exception);
        }
    }

    private readonly WeightFileException Unexpected(string expected) => Error($"{expected}; got {_reader.TokenType}.");

    private readonly WeightFileException Error(string message) => new($"{_file}: {message}", _file, null);
}
