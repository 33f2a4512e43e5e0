using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Text;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Files;

/// <summary>Whatever a file holds, reading it gives tensors or a <see cref="WeightFileException"/>, and allocates in proportion to the
/// file.</summary>
public class SafeTensorsFuzzTests
{
    // The exception with its message and cause, the lists, the reader: what does not grow with the file.
    private const int ConstantBytes = 16 * 1024;

    // Per byte of the file. The worst cases are headers full of tiny entries: 57 bytes there, and here a name, a shape, a tensor and its
    // places in several tables; or 10 bytes of metadata there, and here two strings and their place in a table.
    private const int BytesPerByte = 11;

    private static readonly string[] Insertions =
    [
        "{", "}", "[", "]", "\"", ",", ":", "-", "1e9", "0.5", "null", "true", "[[", "{\"a\":{", "\\ud800", "\\u0000", "/*", "\0", "\u00ff",
        "F64", "F16",
        "9223372036854775807", "18446744073709551615", "99999999999999999999999", "2147483648", "4294967296", "__metadata__",
        "data_offsets",
    ];

    [Fact]
    public void Mutated_files_give_tensors_or_the_documented_exception_and_allocate_little()
    {
        byte[][] originals = Originals();
        int refused = 0;
        const int Files = 30_000;
        for (int k = 0; k < Files; k++)
        {
            RandomStream random = new(7, "fuzz", k);
            byte[] file = originals[random.NextInt32(originals.Length)];
            for (int mutations = 1 + random.NextInt32(3); mutations > 0; mutations--)
            {
                file = Mutate(file, random);
            }

            refused += IsRefused(file, random.NextInt32(2) == 0) ? 1 : 0;
        }

        // Most mutations must hurt, or the test tests nothing; some can't (a bit of a weight), or the reader refuses what is good.
        Assert.InRange(refused, Files / 2, Files - (Files / 100));
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        for (int k = 0; k < 3_000; k++)
        {
            RandomStream random = new(8, "fuzz", k);
            var file = new byte[random.NextInt32(200)];
            foreach (ref byte b in file.AsSpan())
            {
                b = (byte)random.NextUInt32();
            }

            // With a plausible length in front, half of the time, so that the parser is reached.
            if (file.Length > 8 && random.NextInt32(2) == 0)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)random.NextInt32(file.Length - 8));
                file[8] = (byte)'{';
            }

            Assert.True(IsRefused(file, rounding: true) || file.AsSpan(8).IndexOf("{}"u8) == 0);
        }
    }

    [Theory]
    [InlineData("F64", 100_000_000)]
    [InlineData("F16", 2_000_000_000)]
    public void A_tensor_that_is_not_in_the_file_costs_no_memory(string type, int count)
    {
        long size = type == "F64" ? 8L * count : 2L * count;
        byte[] file = SafeTensorsBytes.Of(
            $$$"""{"x":{"dtype":"{{{type}}}","shape":[{{{count}}}],"data_offsets":[0,{{{size}}}]}}""", new byte[16]);
        Assert.True(IsRefused(file, rounding: false));
    }

    [Fact]
    public void Deeply_nested_JSON_costs_no_memory()
    {
        foreach (string part in new[] { "[", "{\"a\":", "{\"a\":[" })
        {
            byte[] file = SafeTensorsBytes.Of("{\"x\":" + string.Concat(Enumerable.Repeat(part, 100_000)));
            Assert.True(IsRefused(file, rounding: false));
        }
    }

    private static bool IsRefused(byte[] file, bool rounding)
    {
        long allowed = ConstantBytes + ((long)BytesPerByte * file.Length);
        bool refused = IsRefused(file, rounding, out long allocated);
        if (allocated > allowed)
        {
            // The first file of a kind also pays for what the runtime sets up once, such as the texts of its own exceptions. What the file
            // itself costs is the same every time.
            refused = IsRefused(file, rounding, out allocated);
        }

        Assert.True(allocated <= allowed, $"Reading {file.Length} bytes allocated {allocated}, allowed {allowed}.");
        return refused;
    }

    private static bool IsRefused(byte[] file, bool rounding, out long allocated)
    {
        using var stream = new MemoryStream(file, writable: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool refused = false;
        try
        {
            if (rounding)
            {
                SafeTensors.Read<float>(stream, ElementConversion.Rounding);
            }
            else
            {
                SafeTensors.Read<double>(stream);
            }
        }
        catch (WeightFileException)
        {
            refused = true;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return refused;
    }

    private static byte[] Mutate(byte[] file, RandomStream random)
    {
        if (file.Length == 0)
        {
            return [(byte)random.NextUInt32()];
        }

        int at = random.NextInt32(file.Length);

        // Half of the mutations are aimed at the header, which is where a file can lie.
        int headerEnd = file.Length < 8
            ? file.Length
            : (int)Math.Min((ulong)file.Length, 8 + BinaryPrimitives.ReadUInt64LittleEndian(file));
        at = random.NextInt32(2) == 0 && headerEnd > 0 ? random.NextInt32(headerEnd) : at;
        byte[] copy = [.. file];
        switch (random.NextInt32(9))
        {
            case 0:
                copy[at] ^= (byte)(1 << random.NextInt32(8));
                return copy;
            case 1:
                copy[at] = (byte)random.NextUInt32();
                return copy;
            case 2:
                return copy[..at];
            case 3:
                return [.. copy, .. new byte[1 + random.NextInt32(16)]];
            case 4 when copy.Length >= 8:
                ulong length = random.NextInt32(3) switch
                {
                    0 => random.NextUInt64(),
                    1 => random.NextUInt64() >> random.NextInt32(64),
                    _ => (ulong)Math.Max(0, headerEnd - 8 + random.NextInt32(9) - 4),
                };
                BinaryPrimitives.WriteUInt64LittleEndian(copy, length);
                return copy;
            case 5:
                int take = Math.Min(copy.Length - at, 1 + random.NextInt32(20));
                return Resized(copy, at, 0, copy[at..(at + take)]);
            case 6:
                return Resized(copy, at, Math.Min(copy.Length - at, 1 + random.NextInt32(20)), []);
            case 7:
                return Resized(copy, at, 0, Encoding.UTF8.GetBytes(Insertions[random.NextInt32(Insertions.Length)]));
            default:
                return ReplaceNumber(copy, at, headerEnd, random);
        }
    }

    /// <summary>Replaces the first number in the header from a place on by another.</summary>
    private static byte[] ReplaceNumber(byte[] file, int from, int headerEnd, RandomStream random)
    {
        int start = Math.Max(8, from);
        while (start < headerEnd && !char.IsAsciiDigit((char)file[start]))
        {
            start++;
        }

        int end = start;
        while (end < headerEnd && char.IsAsciiDigit((char)file[end]))
        {
            end++;
        }

        string number = random.NextInt32(3) switch
        {
            0 => (random.NextUInt64() >> random.NextInt32(64)).ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => random.NextInt32(40).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => Insertions[random.NextInt32(Insertions.Length)],
        };
        return start >= end ? file : Resized(file, start, end - start, Encoding.UTF8.GetBytes(number));
    }

    /// <summary>Replaces a range, and mends the header's length when it was the header that changed, so that the parser is
    /// reached.</summary>
    private static byte[] Resized(byte[] file, int at, int removed, byte[] inserted)
    {
        byte[] result = [.. file[..at], .. inserted, .. file[(at + removed)..]];
        if (at >= 8 && result.Length >= 8)
        {
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file);
            if ((ulong)at < 8 + length)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(result, length + (ulong)inserted.Length - (ulong)removed);
            }
        }

        return result;
    }

    private static byte[][] Originals()
    {
        Parameters<float> net = new(
        [
            new("0.weight", Tensors.Create<float>([1, 2, 3, 4, 5, 6], [2, 3])),
            new("0.bias", Tensors.Create<float>([1, -1], [2])),
            new("scale", Tensors.Create<float>([0.5f], Shape.Scalar)),
        ]);
        Tensor<double> one = Tensors.Create<double>([1], [1]);
        return
        [
            SafeTensorsBytes.Write(net),
            SafeTensorsBytes.Write(net, new Dictionary<string, string> { ["iteration"] = "12", ["seed"] = "1" }),
            SafeTensorsBytes.Write(new Parameters<double>([new("a", one), new("b", one), new("c", one)])),
            SafeTensorsBytes.Of(
                """
                {"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[0],"data_offsets":[4,4]},
                "b":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]}}
                """,
                1, 2, 3, 4, 5, 6),
            SafeTensorsBytes.Of("{}"),
        ];
    }
}
