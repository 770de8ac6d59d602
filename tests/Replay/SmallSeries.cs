using MatchGrid.Replay.Data;

namespace MatchGrid.Tests.Replay;

/// <summary>A series of a few places, written out as files.</summary>
internal static class SmallSeries
{
    public static Dataset Read(string folder, string? events = null)
    {
        Write(folder, events);
        return DatasetReader.Read(folder);
    }

    public static void Write(string folder, string? events = null)
    {
        File.WriteAllText(Path.Combine(folder, "products.csv"), "product_ndc,label,inn,atc\n00069-1085-30,Paxlovid,nirmatrelvir and ritonavir,J05AE30\n00002-7589-01,Bebtelovimab,bebtelovimab,\n");
        File.WriteAllText(
            Path.Combine(folder, "providers.csv"),
            "provider_id,name,address,city,state,zip,lat,lon\nP1,\"Main Street, Pharmacy\",1 Main St,Dover,DE,19901,39.16,-75.52\nP2,Corner,2 Side St,Dover,DE,19904,39.17,-75.60\n");
        File.WriteAllText(
            Path.Combine(folder, "zcta.csv"),
            "zip,city,state,lat,lon,population_2016\n19901,Dover,DE,39.16,-75.52,40000\n19904,Dover,DE,39.17,-75.60,10000\n10001,New York,NY,40.75,-73.99,99999\n19999,Nowhere,DE,39.1,-75.5,0\n");
        File.WriteAllText(Path.Combine(folder, "events.csv"), "observed_at,effective_on,provider_id,product_ndc,event,quantity\n" + (events ??
            """
            2022-01-01T10:00:00,2022-01-01,P1,00069-1085-30,order,500
            2022-01-01T10:00:00,2022-01-01,P1,00069-1085-30,stock,10
            2022-01-02T10:00:00,2022-01-02,P1,00069-1085-30,stock,4
            2022-01-02T10:00:00,2022-01-02,P2,00002-7589-01,stock,3
            2022-01-04T10:00:00,2022-01-04,P1,00069-1085-30,stock,9
            2022-01-04T10:00:00,2022-01-04,P2,00002-7589-01,delist,3

            """));
    }
}
