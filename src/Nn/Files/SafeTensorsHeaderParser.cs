using System.Text.Json;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Parses the JSON of a safetensors header and checks every entry for itself.</summary>
/// <remarks>Read token by token, so that nothing is built for what will be refused.</remarks>
internal ref struct SafeTensorsHeaderParser
{
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
        List<SafeTensorsEntry> entries = [];
        Dictionary<string, string>? metadata = null;
        HashSet<string> names = new(StringComparer.Ordinal);
        if (_json.IsEmpty || _json[0] != (byte)'{')
        {
            throw Error($"its header is not a JSON object: expected '{{' as its first byte, got {(_json.IsEmpty ? "nothing" : $"0x{_json[0]:x2}")}.");
        }

        Next();
        while (Next() == JsonTokenType.PropertyName)
        {
            string name = Text("the name of a tensor");
            if (!names.Add(name))
            {
                throw Error($"the name '{SafeTensorsEntry.Show(name)}' occurs twice in its header; names are unique.");
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
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, $"{SafeTensorsHeader.MetadataKey} is an object of strings");
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = Text("a key of the metadata");
            Expect(JsonTokenType.String, $"the metadata '{SafeTensorsEntry.Show(key)}' is a string");
            if (!metadata.TryAdd(key, Text("a value of the metadata")))
            {
                throw Error($"the metadata '{SafeTensorsEntry.Show(key)}' occur twice; keys are unique.");
            }
        }

        return metadata;
    }

    private SafeTensorsEntry ParseTensor(string name)
    {
        string shown = SafeTensorsEntry.Show(name);
        if (SafeTensorsHeader.NameFault(name) is { } fault)
        {
            throw Error($"the tensor '{shown}' is refused: {fault}.");
        }

        string? type = null;
        long[]? sizes = null;
        long[]? offsets = null;
        Expect(JsonTokenType.StartObject, $"the tensor '{shown}' is described by an object");
        while (Next() == JsonTokenType.PropertyName)
        {
            string field = Text("a field of a tensor");
            bool repeated = field switch { "dtype" => type is not null, "shape" => sizes is not null, _ => offsets is not null };
            switch (field)
            {
                case "dtype":
                    Expect(JsonTokenType.String, $"the dtype of '{shown}' is a string");
                    type = Text("a dtype");
                    break;
                case "shape":
                    sizes = Numbers(shown, field, Shape.MaximumRank);
                    break;
                case "data_offsets":
                    offsets = Numbers(shown, field, 2);
                    break;
                default:
                    throw Error($"the tensor '{shown}' has the unknown field '{SafeTensorsEntry.Show(field)}', expected dtype, shape, data_offsets.");
            }

            if (repeated)
            {
                throw Error($"the tensor '{shown}' has the field '{field}' twice, expected dtype, shape and data_offsets once each.");
            }
        }

        if (type is null || sizes is null || offsets is null)
        {
            string missing = type is null ? "dtype" : sizes is null ? "shape" : "data_offsets";
            throw Error($"the tensor '{shown}' has no {missing}; expected dtype, shape and data_offsets.");
        }

        return Check(name, shown, type, sizes, offsets);
    }

    private readonly SafeTensorsEntry Check(string name, string shown, string type, long[] sizes, long[] offsets)
    {
        ElementType element = ElementType.Find(type)
            ?? throw Error($"the tensor '{shown}' has the element type '{SafeTensorsEntry.Show(type)}', expected F64, F32, F16 or BF16.");
        long count = 1;
        foreach (long size in sizes)
        {
            // Both factors are below 2^31, so the product can't overflow. A zero does not excuse sizes before it that are too large together:
            // a Shape refuses those as well.
            count = size <= int.MaxValue && count <= int.MaxValue ? count * size : long.MaxValue;
        }

        if (count > Array.MaxLength)
        {
            throw Error($"the tensor '{shown}' has the shape [{string.Join(", ", sizes)}]; at most {Array.MaxLength} elements are possible.");
        }

        if (offsets.Length != 2 || offsets[0] > offsets[1])
        {
            throw Error($"the tensor '{shown}' has the data_offsets [{string.Join(", ", offsets)}], expected a begin and an end not before it.");
        }

        if (offsets[1] - offsets[0] != count * element.Size)
        {
            throw Error(
                $"the tensor '{shown}' has {offsets[1] - offsets[0]} bytes, expected {count * element.Size} for {type} [{string.Join(", ", sizes)}].");
        }

        return new(name, element, Shape.Create(Array.ConvertAll(sizes, static size => (int)size)), offsets[0], offsets[1]);
    }

    private long[] Numbers(string shown, string field, int most)
    {
        Expect(JsonTokenType.StartArray, $"the {field} of '{shown}' is an array of whole numbers");
        Span<long> numbers = stackalloc long[most];
        int count = 0;
        while (Next() != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long number) || number < 0)
            {
                throw Error($"the {field} of '{shown}' holds something else than whole numbers from 0 to {long.MaxValue}.");
            }

            if (count == most)
            {
                throw Error($"the {field} of '{shown}' has more than {most} numbers.");
            }

            numbers[count++] = number;
        }

        return numbers[..count].ToArray();
    }

    private void Expect(JsonTokenType type, string what)
    {
        if (Next() != type)
        {
            throw Error($"{what}; got {_reader.TokenType}.");
        }
    }

    private JsonTokenType Next()
    {
        try
        {
            return _reader.Read() ? _reader.TokenType : JsonTokenType.None;
        }
        catch (JsonException exception)
        {
            throw new WeightFileException($"{_file}: its header is not valid JSON of at most three levels, at byte {_reader.BytesConsumed}.", _file, exception);
        }
    }

    private readonly string Text(string what)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new WeightFileException($"{_file}: {what} in its header is not valid text, at byte {_reader.TokenStartIndex}.", _file, exception);
        }
    }

    private readonly WeightFileException Error(string message) => new($"{_file}: {message}", _file, null);
}
