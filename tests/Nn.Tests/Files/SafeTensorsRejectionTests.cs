using System.Buffers.Binary;
using System.Text;

namespace AutogradMaml.Nn.Tests.Files;

/// <summary>One file for each thing that can be wrong, and the message it gets.</summary>
public class SafeTensorsRejectionTests
{
    private const string Good = "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    public static TheoryData<string, string> BadHeaders => new()
    {
        { "", "its header is not a JSON object: expected '{' as its first byte, got nothing" },
        { " {}", "expected '{' as its first byte, got 0x20" },
        { "[]", "expected '{' as its first byte, got 0x5b" },
        { "{", "not valid JSON" },
        { "{} x", "not valid JSON" },
        { "{}{}", "not valid JSON" },
        { $"{{{Good},}}", "not valid JSON" },
        { $"{{{Good}/*c*/}}", "not valid JSON" },
        { """{"x":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", "three levels" },
        { """{"x":{"dtype":{"a":{}},"shape":[2],"data_offsets":[0,8]}}""", "the dtype of 'x' is a string; got StartObject" },
        { $"{{{Good},{Good}}}", "the name 'x' occurs twice" },
        { $$$"""{"__metadata__":{},"__metadata__":{},{{{Good}}}}""", "the name '__metadata__' occurs twice" },
        { $$$"""{"__metadata__":{"a":"1","a":"2"},{{{Good}}}}""", "the metadata 'a' occur twice" },
        { $$$"""{"__metadata__":{"a":1},{{{Good}}}}""", "the metadata 'a' is a string; got Number" },
        { $$$"""{"__metadata__":[],{{{Good}}}}""", "__metadata__ is an object of strings; got StartArray" },
        { """{"x":3}""", "the tensor 'x' is described by an object; got Number" },
        { """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"dtype":"F32"}}""", "has the field 'dtype' twice" },
        { """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"scale":"1"}}""", "unknown field 'scale'" },
        { """{"x":{"shape":[2],"data_offsets":[0,8]}}""", "has no dtype" },
        { """{"x":{"dtype":"F32","data_offsets":[0,8]}}""", "has no shape" },
        { """{"x":{"dtype":"F32","shape":[2]}}""", "has no data_offsets" },
        { """{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", "the element type 'I64', expected F64, F32, F16 or BF16" },
        { """{"x":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}""", "the element type 'f32'" },
        { """{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "the shape of 'x' holds something else than whole numbers" },
        { """{"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "the shape of 'x' holds something else than whole numbers" },
        { """{"x":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", "the shape of 'x' holds something else than whole numbers" },
        { """{"x":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "the shape of 'x' is an array of whole numbers; got Number" },
        { """{"x":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "the shape of 'x' has more than 8 numbers" },
        { """{"x":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,8]}}""", "elements are possible" },
        { """{"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", "holds something else than whole numbers" },
        { """{"x":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,8]}}""", "elements are possible" },
        { """{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "elements are possible" },
        { """{"x":{"dtype":"F32","shape":[2147483647,2147483647,0],"data_offsets":[0,0]}}""", "elements are possible" },
        { """{"x":{"dtype":"F32","shape":[65536,32767,2,0],"data_offsets":[0,0]}}""", "elements are possible" },
        { """{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "the tensor 'x' has 8 bytes, expected 12 for F32 [3]" },
        { """{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "expected a begin and an end not before it" },
        { """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "expected a begin and an end not before it" },
        { """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", "the data_offsets of 'x' has more than 2 numbers" },
        { """{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "holds something else than whole numbers" },
        { """{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
            "begins at byte 4 after the header, expected 0, where the one before it ends: there is a gap" },
        { """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
            "the tensors take 4 bytes after the header, but the file has 8 there" },
        { """{"x":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""",
            "the tensors take 16 bytes after the header, but the file has 8 there" },
        {
            """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
            "the tensor 'y' begins at byte 4 after the header, expected 8, where the one before it ends: they overlap"
        },
        {
            """{"x":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775799,9223372036854775807]}}""",
            "begins at byte 9223372036854775799 after the header, expected 0"
        },
        { """{"":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "the name is empty" },
        { """{"a\u001b[2J":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
            "the tensor 'a\\u001b[2J' is refused: the name holds a control character" },
        { """{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "the name of a tensor in its header is not valid text" },
        { """{"x":{"\ud800":"F32","shape":[2],"data_offsets":[0,8]}}""", "a field of a tensor in its header is not valid text" },
        { """{"x":{"dtype":"\ud800","shape":[2],"data_offsets":[0,8]}}""", "a dtype in its header is not valid text" },
        { $"{{\"{new string('n', 513)}\":{{}}}}", "the name has 513 characters, at most 512 are possible" },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void A_bad_header_is_refused(string header, string message)
        => Refused(SafeTensorsBytes.Of(header, 1, 2, 3, 4, 5, 6, 7, 8), message);

    [Fact]
    public void The_header_that_the_others_are_made_from_is_good()
        => Assert.Equal(["x"], SafeTensorsBytes.Read<float>(SafeTensorsBytes.Of($"{{{Good}}}", new byte[8])).Parameters.Names);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void A_file_without_room_for_the_length_is_refused(int length)
        => Refused(new byte[length], $"it has {length} bytes; a safetensors file begins with 8 bytes that give the length of its header");

    [Theory]
    [InlineData(3UL)]
    [InlineData(1UL << 31)]
    [InlineData(1UL << 32)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void A_header_longer_than_the_file_is_refused(ulong length)
    {
        byte[] file = [.. SafeTensorsBytes.Of("{}")];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        Refused(file, $"give a header of {length} bytes; at most 2 are possible");
    }

    [Fact]
    public void A_header_above_the_limit_is_refused_even_if_the_file_has_it()
        => Refused(SafeTensorsBytes.Of("{}" + new string(' ', SafeTensorsHeader.MaximumLength - 1)), "at most 16777216 are possible");

    [Fact]
    public void Too_many_tensors_are_refused()
    {
        var header = new StringBuilder("{");
        for (int k = 0; k <= SafeTensorsHeader.MaximumTensors; k++)
        {
            header.Append(k == 0 ? string.Empty : ",").Append('"').Append(k)
                .Append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }

        Refused(SafeTensorsBytes.Of(header.Append('}').ToString()), "more than 65536 tensors");
    }

    [Fact]
    public void Invalid_UTF8_is_refused()
    {
        byte[] file = SafeTensorsBytes.Of($"{{{Good}}}", new byte[8]);
        file[sizeof(ulong) + 2] = 0xFF;
        Refused(file, "the name of a tensor in its header is not valid text");
    }

    [Fact]
    public void A_file_that_becomes_shorter_while_it_is_read_is_refused()
    {
        using var stream = new ShrinkingStream(SafeTensorsBytes.Of($"{{{Good}}}", new byte[8]));
        var exception = Assert.Throws<WeightFileException>(() => SafeTensors.Read<float>(stream));
        Assert.Contains("became shorter", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "504B0304000008080000000000000000000000000000000000000C0000006E65742F646174612E706B6C800263", "it is a PyTorch archive (.pt, .pth)",
        "torch.load")]
    [InlineData(
        "504B03041400000000000000000000000000000000000000000005000000772E6E7079934E554D5059", "it is a zip archive of NumPy arrays (.npz)",
        "numpy.save_file")]
    [InlineData("504B0304000008080000", "it is a zip archive", "torch.load")]
    [InlineData("80028A0A6CFC9C46F9206AA850192E80024DE903", "it is a Python pickle", "torch.load")]
    [InlineData("934E554D5059010076007B2764657363", "it is a NumPy array (.npy)", "numpy.save_file")]
    [InlineData("894844460D0A1A0A0000000000080800", "it is an HDF5 file", "h5py")]
    [InlineData("1F8B0800000000000003CB48CDC9C907", "it is compressed by gzip", "unpack")]
    [InlineData("76657273696F6E2068747470733A2F2F6769742D6C66732E6769746875622E636F6D", "it is a pointer of Git LFS", "git lfs pull")]
    [InlineData("4747554603000000000000000000", "it is a GGUF file", "no safetensors file")]
    [InlineData("7B226D65746164617461223A207B7D7D", "it is text such as JSON", "an index of several files")]
    public void A_file_of_another_format_says_what_it_is_and_what_to_do(string hexadecimal, string format, string advice)
    {
        Refused(Convert.FromHexString(hexadecimal), "weights.safetensors: " + format);
        Refused(Convert.FromHexString(hexadecimal), advice);
    }

    private static void Refused(byte[] file, string message)
    {
        var exception = Assert.Throws<WeightFileException>(() => SafeTensorsBytes.Read<float>(file));
        Assert.StartsWith("weights.safetensors: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Message.Length < 1000, $"The message has {exception.Message.Length} characters.");
    }

    /// <summary>Says that it is four bytes longer than it is.</summary>
    private sealed class ShrinkingStream(byte[] bytes) : MemoryStream(bytes[..^4])
    {
        public override long Length => base.Length + 4;
    }
}
