using System.Numerics;
using System.Numerics.Tensors;
using System.Text;
using AutogradMaml.Autograd;
using FsCheck;
using FsCheck.Fluent;

namespace AutogradMaml.Nn.Tests.Files;

public class SafeTensorsTests
{
    private const string KnownHeader =
        """{"__metadata__":{"by":"hand"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":""" +
        """{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""";

    // 1, -2 and 0.5, least significant byte first.
    private static readonly byte[] KnownData = [0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x3F];

    private static readonly Dictionary<string, string> KnownMetadata = new() { ["by"] = "hand" };

    [Fact]
    public void A_file_written_by_hand_is_read()
    {
        SafeTensorsFile<float> file = SafeTensorsBytes.Read<float>(SafeTensorsBytes.Of(KnownHeader, KnownData));

        Assert.Equal(["w", "b"], file.Parameters.Names);
        Assert.Equal([2, 1], Tensors.ShapeOf(file.Parameters["w"]));
        Assert.Equal([1f, -2f], Tensors.ToArray(file.Parameters["w"]));
        Assert.Equal([0.5f], Tensors.ToArray(file.Parameters["b"]));
        Assert.Equal("hand", Assert.Single(file.Metadata).Value);
    }

    [Fact]
    public void The_same_file_is_written_byte_for_byte()
    {
        Parameters<float> parameters = new(
        [
            new("w", Tensors.Create<float>([1, -2], [2, 1])),
            new("b", Tensors.Create<float>([0.5f], [1])),
        ]);

        // Padded to a multiple of eight.
        string header = KnownHeader + "     ";
        Assert.Equal(144, header.Length);
        Assert.Equal(SafeTensorsBytes.Of(header, KnownData), SafeTensorsBytes.Write(parameters, KnownMetadata));
    }

    [Fact]
    public void What_is_written_is_read_back_bit_for_bit()
    {
        // Bit patterns rather than numbers: NaN with its payload, infinities, subnormals and both zeros must come back as they were.
        Arbitrary<(string Name, int[] Sizes, ulong Seed)[]> sets =
            ArbMap.Default.ArbFor<(NonEmptyString Name, byte A, byte B, byte Rank, ulong Seed)[]>()
            .Convert(
                items => items
                    .Select(
                        (item, k)
                            => ($"{k}.{Printable(item.Name.Get)}", new[] { item.A % 5, item.B % 4, 2 }[..(item.Rank % 4)],
                                item.Seed)).ToArray(),
                sets => [.. sets.Select(set => (NonEmptyString.NewNonEmptyString(set.Item1), (byte)0, (byte)0, (byte)0, set.Item3))]);
        Prop.ForAll(sets, set => ComesBack<float>(set) && ComesBack<double>(set) && ComesBack<Half>(set)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Metadata_of_any_text_come_back()
    {
        Prop.ForAll<Dictionary<NonNull<string>, NonNull<string>>>(generated =>
        {
            Dictionary<string, string> metadata = [];
            foreach ((NonNull<string> key, NonNull<string> value) in generated)
            {
                metadata[WellFormed(key.Get)] = WellFormed(value.Get);
            }

            SafeTensorsFile<float> file = SafeTensorsBytes.Read<float>(SafeTensorsBytes.Write(new Parameters<float>([]), metadata));
            return file.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .SequenceEqual(metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Tensors_whose_bytes_lie_in_another_order_than_the_header_names_them()
    {
        SafeTensorsFile<float> file = SafeTensorsBytes.Read<float>(SafeTensorsBytes.Of(
            """
            {"second":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"empty":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]},
            "first":{"data_offsets":[0,4],"shape":[1],"dtype":"F32"}}
            """,
            KnownData));

        Assert.Equal(["second", "empty", "first"], file.Parameters.Names);
        Assert.Equal([1f], Tensors.ToArray(file.Parameters["first"]));
        Assert.Equal([-2f, 0.5f], Tensors.ToArray(file.Parameters["second"]));
        Assert.Empty(Tensors.ToArray(file.Parameters["empty"]));
    }

    [Fact]
    public void A_number_without_axes_comes_as_one_element()
    {
        SafeTensorsFile<double> file = SafeTensorsBytes.Read<double>(
            SafeTensorsBytes.Of("""{"n":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", KnownData.AsSpan(0, 4)));
        Assert.Equal([1.0], Tensors.ToArray(file.Parameters["n"]));
        Assert.Equal([1], Tensors.ShapeOf(file.Parameters["n"]));
    }

    [Fact]
    public void A_file_without_tensors()
    {
        SafeTensorsFile<double> file = SafeTensorsBytes.Read<double>(SafeTensorsBytes.Of("{}"));
        Assert.Empty(file.Parameters.Names);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void A_view_of_a_larger_tensor_is_written_row_by_row()
    {
        Tensor<double> square = Tensors.Create<double>([1, 2, 3, 4], [2, 2]);
        Tensor<double> column = square.Slice([0..2, 1..2]);
        Parameters<double> read = SafeTensorsBytes.Read<double>(
            SafeTensorsBytes.Write(new Parameters<double>([new("column", column)]))).Parameters;
        Assert.Equal([2.0, 4.0], Tensors.ToArray(read["column"]));
    }

    [Theory]
    [InlineData("F32", "00000040", 2.0)]
    [InlineData("F16", "0040", 2.0)]
    [InlineData("F16", "0100", 5.9604644775390625e-8)]
    [InlineData("BF16", "0040", 2.0)]
    [InlineData("BF16", "80FF", double.NegativeInfinity)]
    [InlineData("F64", "0000000000000040", 2.0)]
    public void Narrow_types_are_widened(string type, string hexadecimal, double expected)
    {
        byte[] data = Convert.FromHexString(hexadecimal);
        byte[] file = SafeTensorsBytes.Of($$$"""{"x":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        Assert.Equal(expected, Tensors.ToArray(SafeTensorsBytes.Read<double>(file).Parameters["x"])[0]);
        if (type != "F64")
        {
            Assert.Equal((float)expected, Tensors.ToArray(SafeTensorsBytes.Read<float>(file).Parameters["x"])[0]);
        }
    }

    [Fact]
    public void Rounding_must_be_asked_for()
    {
        byte[] file = SafeTensorsBytes.Write(new Parameters<double>([new("x", Tensors.Create<double>([0.1, 1.5], [2]))]));

        var exception = Assert.Throws<WeightFileException>(() => SafeTensorsBytes.Read<float>(file));
        Assert.Equal(
            "weights.safetensors: the tensor 'x' holds F64, which does not fit in F32 without rounding: read it as double, or ask for " +
            "ElementConversion.Rounding.",
            exception.Message);
        Assert.Equal("weights.safetensors", exception.File);
        Assert.Equal([0.1f, 1.5f], Tensors.ToArray(SafeTensorsBytes.Read<float>(file, ElementConversion.Rounding).Parameters["x"]));
    }

    [Fact]
    public void A_number_beyond_the_range_is_not_rounded_to_infinity()
    {
        byte[] large = SafeTensorsBytes.Write(new Parameters<double>([new("x", Tensors.Create<double>([1, 1e300], [2]))]));
        Assert.Contains("holds 1E+300, which is beyond the range of F32", Refused<float>(large), StringComparison.Ordinal);

        byte[] infinite = SafeTensorsBytes.Write(
            new Parameters<double>([new("x", Tensors.Create<double>([double.PositiveInfinity], [1]))]));
        Assert.Equal(
            [float.PositiveInfinity], Tensors.ToArray(SafeTensorsBytes.Read<float>(infinite, ElementConversion.Rounding).Parameters["x"]));
    }

    [Fact]
    public void Integers_and_booleans_are_passed_over_by_name_and_listed()
    {
        // The state dict of Linear(1, 1), BatchNorm1d(1) as PyTorch names it: the count of batches is an I64 without axes, here in the
        // midst of the others.
        byte[] file = SafeTensorsBytes.Of(
            """
            {"0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},
            "1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[4,12]},
            "1.running_mean":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},"mask":{"dtype":"BOOL","shape":[3],"data_offsets":[16,19]},
            "1.running_var":{"dtype":"F32","shape":[1],"data_offsets":[19,23]}}
            """,
            [0, 0, 0x80, 0x3F, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 1, 0, 1, 0, 0, 0x40, 0x40]);
        Assert.Contains(
            "the tensor '1.num_batches_tracked' has the element type 'I64', expected F64, F32, F16 or BF16: to pass over it, " +
                "name it with the argument skip.",
            Assert.Throws<WeightFileException>(() => SafeTensorsBytes.Read<float>(file)).Message,
            StringComparison.Ordinal);

        List<string> asked = [];
        using MemoryStream stream = new(file);
        SafeTensorsFile<float> all = SafeTensors.Read<float>(stream, skip: name =>
        {
            asked.Add(name);
            return true;
        });
        Assert.Equal(["1.num_batches_tracked", "mask"], asked);
        Assert.Equal([new("1.num_batches_tracked", "I64", Shape.Scalar), new("mask", "BOOL", [3])], all.Skipped);
        Assert.Equal(["0.weight", "1.running_mean", "1.running_var"], all.Parameters.Names);
        Assert.Equal([1f, 2f, 3f], all.Parameters.SelectMany(static entry => Tensors.ToArray(entry.Value)));

        stream.Position = 0;
        string message = Assert.Throws<WeightFileException>(
            () => SafeTensors.Read<float>(
                stream, skip: static name => name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))).Message;
        Assert.Contains("the tensor 'mask' has the element type 'BOOL'", message, StringComparison.Ordinal);
        Assert.Empty(SafeTensorsBytes.Read<float>(SafeTensorsBytes.Of("{}")).Skipped);
    }

    [Theory]
    [InlineData("I64", 8)]
    [InlineData("U64", 8)]
    [InlineData("I32", 4)]
    [InlineData("U32", 4)]
    [InlineData("I16", 2)]
    [InlineData("U16", 2)]
    [InlineData("I8", 1)]
    [InlineData("U8", 1)]
    [InlineData("BOOL", 1)]
    public void Integers_and_booleans_have_the_bytes_of_their_type(string type, int size)
    {
        string Header(int bytes) => $$$"""{"x":{"dtype":"{{{type}}}","shape":[3],"data_offsets":[0,{{{bytes}}}]}}""";
        using MemoryStream good = new(SafeTensorsBytes.Of(Header(3 * size), new byte[3 * size]));
        Assert.Equal(type, Assert.Single(SafeTensors.Read<double>(good, skip: static _ => true).Skipped).ElementType);
        using MemoryStream bad = new(SafeTensorsBytes.Of(Header((3 * size) + 1), new byte[(3 * size) + 1]));
        Assert.Throws<WeightFileException>(() => SafeTensors.Read<double>(bad, skip: static _ => true));
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        using var stream = new MemoryStream([9, 9, 9, .. SafeTensorsBytes.Of(KnownHeader, KnownData)]);
        stream.Position = 3;
        Assert.Equal(2, SafeTensors.Read<float>(stream).Parameters.Count);
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_refused()
    {
        using var inner = new MemoryStream(SafeTensorsBytes.Of("{}"));
        using var stream = new BufferedStream(
            new System.IO.Compression.DeflateStream(inner, System.IO.Compression.CompressionMode.Decompress));
        Assert.Contains(
            "MemoryStream", Assert.Throws<ArgumentException>(() => SafeTensors.Read<float>(stream)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("__metadata__", "reserved")]
    [InlineData("a\nb", "control character")]
    public void Names_that_cannot_be_read_back_are_not_written(string name, string fault)
    {
        Parameters<float> parameters = new([new(name, Tensors.Create<float>([1], [1]))]);
        Assert.Contains(
            fault, Assert.Throws<ArgumentException>(() => SafeTensorsBytes.Write(parameters)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_not_written()
    {
        // Not inline data: a test runner passes names on as UTF-8, which has no such thing.
        Parameters<float> parameters = new([new("a\ud800", Tensors.Create<float>([1], [1]))]);
        Assert.Contains(
            "surrogate", Assert.Throws<ArgumentException>(() => SafeTensorsBytes.Write(parameters)).Message, StringComparison.Ordinal);
        Parameters<float> none = new([]);
        Dictionary<string, string> metadata = new() { ["k"] = "\udc00" };
        Assert.Contains(
            "surrogate", Assert.Throws<ArgumentException>(() => SafeTensorsBytes.Write(none, metadata)).Message, StringComparison.Ordinal);
    }

    private static string Refused<T>(byte[] file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Assert.Throws<WeightFileException>(() => SafeTensorsBytes.Read<T>(file, ElementConversion.Rounding)).Message;

    private static bool ComesBack<T>((string Name, int[] Sizes, ulong Seed)[] set)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameters<T> written = new(set.Select(item =>
        {
            Shape shape = Shape.Create(item.Sizes);
            var values = new T[shape.ElementCount];
            RandomStream random = new(item.Seed, "bits");
            foreach (ref byte b in System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()))
            {
                b = (byte)random.NextUInt32();
            }

            return KeyValuePair.Create(item.Name, Tensors.Wrap(values, shape));
        }));
        byte[] bytes = SafeTensorsBytes.Write(written);
        Parameters<T> read = SafeTensorsBytes.Read<T>(bytes).Parameters;
        read.RequireSameLayout(written);
        return bytes.AsSpan().SequenceEqual(SafeTensorsBytes.Write(read));
    }

    private static string Printable(string text) => WellFormed(new([.. text.Where(c => !char.IsControl(c)).Take(100)]));

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
