using System.Buffers.Binary;
using System.IO.Compression;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Federated;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Tests.Federated;

public sealed class DataTests
{
    [Fact]
    public void Clients_by_formula_have_the_sizes_and_places_of_the_formula()
    {
        SyntheticClients source = new(1);
        ClientData[] clients = [.. Enumerable.Range(0, 12).Select(source.Of)];
        Assert.All(clients, static data =>
        {
            int count = data.Train.Count + data.Test.Count;
            Assert.True(count >= 250 && count % 5 == 0);
            Assert.Equal((int)(0.75 * count), data.Train.Count);
            Assert.All(data.Train.Labels.ToArray(), static label => Assert.True(label is >= 0 and <= 9 && label == MathF.Floor(label)));
        });

        // Within a client input j has variance j^-1.2; what the client with most examples says of it is within six deviations.
        ClientData largest = clients.MaxBy(static data => data.Train.Count)!;
        foreach (int j in (int[])[1, 2, 10, 60])
        {
            double[] values =
            [
                .. Enumerable.Range(0, largest.Train.Count)
                    .Select(k => (double)largest.Train.Inputs.Span[(k * SyntheticClients.Features) + j - 1]),
            ];
            double mean = values.Average();
            double variance = values.Average(value => (value - mean) * (value - mean));
            Assert.InRange(variance * Math.Pow(j, 1.2), 1 - (6 * Math.Sqrt(2.0 / values.Length)), 1 + (6 * Math.Sqrt(2.0 / values.Length)));
        }
    }

    [Fact]
    public void A_client_s_data_are_the_same_whoever_else_was_asked_for()
    {
        ClientData first = new SyntheticClients(4).Of(17);
        SyntheticClients others = new(4);
        others.Of(3);
        ClientData second = others.Of(17);
        Assert.Equal(first.Train.Inputs.ToArray(), second.Train.Inputs.ToArray());
        Assert.Equal(first.Test.Labels.ToArray(), second.Test.Labels.ToArray());
        Assert.NotEqual(first.Train.Inputs.ToArray()[..60], new SyntheticClients(5).Of(17).Train.Inputs.ToArray()[..60]);
    }

    [Fact]
    public void A_division_gives_every_image_to_one_client_and_every_client_two_classes()
    {
        byte[] labels = [.. Enumerable.Range(0, 600).Select(static k => (byte)(k % 10))];
        byte[] images = new byte[labels.Length * FashionDivision.Features];
        for (int k = 0; k < labels.Length; k++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(images.AsSpan(k * FashionDivision.Features), k);
        }

        ClientData[] clients = [.. FashionDivision.Divide(images, labels, 10, 2)];
        HashSet<(float, float)> seen = [];
        foreach (ClientData data in clients)
        {
            float[] own = [.. data.Train.Labels.ToArray(), .. data.Test.Labels.ToArray()];
            Assert.Equal(2, own.Distinct().Count());
            foreach (Examples.Federated.Examples part in (Examples.Federated.Examples[])[data.Train, data.Test])
            {
                for (int k = 0; k < part.Count; k++)
                {
                    Assert.True(seen.Add((part.Inputs.Span[k * part.Features], part.Inputs.Span[(k * part.Features) + 1])));
                }
            }
        }

        Assert.Equal(600, seen.Count);
        Assert.Throws<UsageException>(() => FashionDivision.Divide(images, labels, 500, 2).ToArray());
    }

    [Fact]
    public void An_image_file_comes_back_and_a_damaged_one_is_told()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "x.gz");
        byte[] good = Idx([0, 0, 8, 2], [2, 3], 6);
        Zip(path, good);
        (int[] sizes, byte[] values) = IdxFile.Read(path, 2);
        Assert.Equal([2, 3], sizes);
        Assert.Equal([0, 1, 2, 3, 4, 5], values);
        Refused("begins with 0, 0, 9, 2", Idx([0, 0, 9, 2], [2, 3], 6));
        Refused("begins with 0, 0, 8, 3", Idx([0, 0, 8, 3], [2, 3], 6));
        Refused("axis 0 has 0 elements", Idx([0, 0, 8, 2], [0, 3], 6));
        Refused("no more than", Idx([0, 0, 8, 2], [70_000, 60_000], 6));
        Refused("axis 1 has 4294967295", Idx([0, 0, 8, 2], [2, -1], 6));
        Refused("ends before", good[..^1]);
        Refused("ends before", good[..5]);
        Refused("goes on after", [.. good, 1]);
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Contains(path, Assert.Throws<UsageException>(() => IdxFile.Read(path, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => IdxFile.Read(Path.Combine(folder.Path, "none.gz"), 2));

        void Refused(string because, byte[] bytes)
        {
            Zip(path, bytes);
            string message = Assert.Throws<UsageException>(() => IdxFile.Read(path, 2)).Message;
            Assert.Contains(because, message, StringComparison.Ordinal);
            Assert.Contains(path, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_client_reads_its_own_file_alone_and_a_damaged_one_is_told()
    {
        using TemporaryFolder folder = new();
        ClientData data = new(new(new float[] { 1, 2, 3, 4 }, new float[] { 0, 1 }, 2), new(new float[] { 5, 6 }, new float[] { 1 }, 2), 3);
        ClientFiles.Write(folder.Path, 4, data);
        File.WriteAllText(Path.Combine(folder.Path, "client-0.safetensors"), "of somebody else, and not to be opened");
        ClientData back = new ClientFiles(folder.Path).Of(4);
        Assert.Equal(data.Train.Inputs.ToArray(), back.Train.Inputs.ToArray());
        Assert.Equal(data.Test.Labels.ToArray(), back.Test.Labels.ToArray());
        Assert.Equal((2, 3), (back.Train.Features, back.Classes));
        Refused("client-0.safetensors", 0);
        Refused("client-1.safetensors", 1);
        ClientFiles.Write(folder.Path, 4, data with { Classes = 1 });
        Refused("number of classes", 4);
        ClientFiles.Write(folder.Path, 4, data with { Test = data.Test with { Labels = new float[] { 3 } } });
        Refused("label 3 at test.labels[0], expected whole numbers from 0 to 2", 4);
        ClientFiles.Write(folder.Path, 4, data with { Test = data.Test with { Inputs = new float[] { 5, float.NaN } } });
        Refused("not finite in 'test.inputs'", 4);
        SafeTensors.Write(
            Path.Combine(folder.Path, "client-4.safetensors"),
            new Parameters<float>([KeyValuePair.Create("train.inputs", data.Train.InputTensor)]),
            new Dictionary<string, string> { ["classes"] = "3" });
        Refused("holds no examples to train", 4);

        void Refused(string because, int client) => Assert.Contains(
            because, Assert.Throws<UsageException>(() => new ClientFiles(folder.Path).Of(client)).Message, StringComparison.Ordinal);
    }

    private static byte[] Idx(byte[] magic, int[] sizes, int values)
    {
        List<byte> bytes = [.. magic];
        foreach (int size in sizes)
        {
            byte[] word = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(word, size);
            bytes.AddRange(word);
        }

        bytes.AddRange(Enumerable.Range(0, values).Select(static k => (byte)k));
        return [.. bytes];
    }

    private static void Zip(string path, byte[] bytes)
    {
        using GZipStream stream = new(File.Create(path), CompressionMode.Compress);
        stream.Write(bytes);
    }
}
