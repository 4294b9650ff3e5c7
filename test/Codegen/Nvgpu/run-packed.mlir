// Products that become qopt.mma_matmul: rows that are copied by 16 bytes, by 8, by 4 and
// byte by byte; patches with borders of their zero point on either side, dilated and
// strided, of one, two and three dimensions, and the same of pixels where they lie; signed and
// unsigned; rescaled or not.
// RUN: qopt-compare --chip=sm_80 --runs=2 %s
// RUN: qopt-opt %s -split-input-file --qopt-codegen-gpu-pipeline=chip=sm_80 | FileCheck %s
// CHECK-COUNT-10: llvm.func @qopt_{{gemm|gemv|conv}}_
module @rows16 {
  func.func @main(%x: tensor<3x20x32xi8>) -> tensor<3x20x9xi8> {
    %w = qopt.constant dense<"0x2C4E864FF80421C97A8EC7E212E9A28C818DA67FB12740BCC8EFC479AE654C589EE521FE2A2D2A90750E67C6DD61B091E02EA05ED7BA0B65625FCF85473545818A01D6F06EB407D3CC4EA8D19FA7C83314F3AC4C4CBD90D2A64C0502CB0277BD4484D16E5F965758F4DE7A732DE6B66FC50E2DBED13EB32C712F25F777B9DB24279CAA3157236FE1D54C8BB2B2E4A94C58E288369C1DAC702D7D1E39E04F9DA7DC36FC5971E7ED0E25FB1A753CD1EDE7A7814AECDA22106F1D6C14D4D37D16B0545283A931E8D793B15B555412A4D3077EC20CFE010E349C7B5D44C8F1F3CF8F3E8143B224D8BD6DFA63B1FBD9F4842BD85BB7D78C4B09E66A18763D1600B4314A32EA823C8A4DA7CFB70AB4C28D7BB8B11AA56248DAE7DE3CEBC92EA449ED70"> : tensor<32x9xi8>
    %b = qopt.constant dense<"0xACF6FFFF25FBFFFF870E0000130800000BEEFFFFD0F9FFFF19EDFFFFA80C0000BDFCFFFF"> : tensor<9xi32>
    %a = qopt.matmul %x, %w bias %b : (tensor<3x20x32xi8>, tensor<32x9xi8>, tensor<9xi32>) -> tensor<3x20x9xi32>
    %m = qopt.constant dense<"0x9EF3C24E9B14706E4AB0BE770751A646FBA45360750971575E096C6E5DB2827B56533D62"> : tensor<9xi32>
    %s = qopt.constant dense<"0x282627272826262628"> : tensor<9xi8>
    %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = -3 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<3x20x9xi32>, tensor<9xi32>, tensor<9xi8> -> tensor<3x20x9xi8>
    return %r : tensor<3x20x9xi8>
  }
}
// -----
module @rows8 {
  func.func @main(%x: tensor<70x24xui8>) -> tensor<70x17xui8> {
    %w = qopt.constant dense<"0x08FDFA895558861F0FE2FE6119FD3B310654101EFE171D66C0DD0DD72C53B18F7D023F427489CB7BF2E6C3868C7985A4BFC95CD3AAE530F3C09F91FEB2162DE2008F0DAEF49CC6EBFD886CECB4B33BF0C1F3B2AAD376980C6FF6DE0FAD3281119086B738EBEC1A927BFC6441BECE1C576BFD9A7E5A37E5A348B5D35E20CD021D9BC64221523CFCCDE3B47288E0926127EB4AE0F7DD42900CC779BBE690000B40F1C0876AA8466BD3A331E08A73689D3AE9914D5A859B92756E562F98C304FB9BC033649C73D1936A062AAF68E8DF3E4136BCB111D589ED46E3EA2E784AA6D60AF1BB9226DED2725401680F6B1BDB11324E78C39BD1146369008C75BBA4B94808F9DAF9376173A23D04DFC091D8BC5164E6E449A884B67FF274892EC4B3232848B157E09089979226A908AF405656BFF1534F822A8F2290146EE851CC84056E38BAC3C4111618B53C79B4DEF612631278C8283C567EF9183E963A4F0F2B4DFD92271DC3EECEA004EC92CA168FAFC6C17F66D616F2BFA933367FDA656C4C50D51A15EB16F297EF3157058506E13D2C9470B7087C97CD4CC223"> : tensor<24x17xi8>
    %b = qopt.constant dense<"0x46EFFFFF18F2FFFFACF8FFFF0D0000005D02000003FEFFFFFFEDFFFF33030000C2F7FFFF3AFDFFFF7BF6FFFF5EEDFFFF7BF2FFFF7AFAFFFF660B0000870C00000E120000"> : tensor<17xi32>
    %a = qopt.matmul %x, %w bias %b : (tensor<70x24xui8>, tensor<24x17xi8>, tensor<17xi32>) -> tensor<70x17xi32>
    %m = qopt.constant dense<"0x0F6A42525F26987A5592D55A4138365C52ED604E44D13E4401CCCA71F2C655564C98506AD03B9261CD771C5D3B095658FD3F9047C140CB6E7C9E2579F36F8F6FADBC6B5E"> : tensor<17xi32>
    %s = qopt.constant dense<"0x2828272626272827282626272626272828"> : tensor<17xi8>
    %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 130 : i64, lo = 0 : i64, hi = 255 : i64} : tensor<70x17xi32>, tensor<17xi32>, tensor<17xi8> -> tensor<70x17xui8>
    return %r : tensor<70x17xui8>
  }
}
// -----
module @rows4 {
  func.func @main(%x: tensor<5x12xi8>) -> tensor<5x6xi32> {
    %w = qopt.constant dense<"0xC07584865AB14FEC100D0E47350E570597BE8326C015927253B110A031DB12D407F4E1ACB935635219824B69CF98B9CFDFFDD8EDDFB71F3A1756A8BBAAABCB05B6A68270D05A1C55"> : tensor<12x6xi8>
    %b = qopt.constant dense<"0xA2EDFFFF8CFCFFFFF40A0000340B00006EF4FFFFC5FBFFFF"> : tensor<6xi32>
    %a = qopt.matmul %x, %w bias %b : (tensor<5x12xi8>, tensor<12x6xi8>, tensor<6xi32>) -> tensor<5x6xi32>
    return %a : tensor<5x6xi32>
  }
}
// -----
module @bytes {
  func.func @main(%x: tensor<2x2x7xui8>) -> tensor<2x2x3xi32> {
    %w = qopt.constant dense<"0x71F5479C2D8A2A2BAEB2BF746F1166141965DACC1A"> : tensor<7x3xi8>
    %b = qopt.constant dense<"0xE3ECFFFF07FAFFFF0DF5FFFF"> : tensor<3xi32>
    %a = qopt.matmul %x, %w bias %b : (tensor<2x2x7xui8>, tensor<7x3xi8>, tensor<3xi32>) -> tensor<2x2x3xi32>
    return %a : tensor<2x2x3xi32>
  }
}
// -----
module @pixels {
  func.func @main(%x: tensor<2x3x3x16xi8>) -> tensor<2x3x3x5xi8> {
    %w = qopt.constant dense<"0x84F50DA712C8A93DF4E171D85ABC2008AB7E77ACDB589946CC1A000BCA05079B3B12FA7DC03AADF763F1EF5ED0828BB30F757527CB54DF094B8B0709BF21389770FB33715790028C7B9B9D2EE464CFA8"> : tensor<5x1x1x16xi8>
    %a = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<2x3x3x16xi8>, tensor<5x1x1x16xi8>) -> tensor<2x3x3x5xi32>
    %m = qopt.constant dense<"0xB5C1A15F6BF10F7607C9C466586C354EA4A20B6F"> : tensor<5xi32>
    %s = qopt.constant dense<"0x2727282826"> : tensor<5xi8>
    %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = -3 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<2x3x3x5xi32>, tensor<5xi32>, tensor<5xi8> -> tensor<2x3x3x5xi8>
    return %r : tensor<2x3x3x5xi8>
  }
}
// -----
module @strided_pixels {
  func.func @main(%x: tensor<1x5x4x3xi8>) -> tensor<1x3x2x5xi32> {
    %w = qopt.constant dense<"0x94FAE75DB4DBB74CD5F44571A4E74C"> : tensor<5x1x1x3xi8>
    %a = qopt.conv %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x5x4x3xi8>, tensor<5x1x1x3xi8>) -> tensor<1x3x2x5xi32>
    return %a : tensor<1x3x2x5xi32>
  }
}
// -----
module @padded {
  func.func @main(%x: tensor<1x6x5x4xi8>) -> tensor<1x5x6x7xi8> {
    %w = qopt.constant dense<"0x524D9429D7B5A67AE731E86FBE62EB582E271497BF9E36A83581EC44F679ADE7552ADBEACB486D0FCE81B35BE27404411D38E6FD2FE386C06DADF6FDF327F257C7135079F44F9913DA5CFCEEDCD69BFA6308A75B3A8AED28FFD92D7285D3FDA5F6EEEE2781F58332FDB5F56FD6CC9E03DD722C00514643298181D719FD24503710564D75303593657B7D0FCD1A4AC3A067417F78D8E3FD8C9151439E2527BC7254B50C0C6D0D52679A88BD985973893DA2E56BC34FAEC2CCD73D8A76A17F834316FD1CD7A5485590FD0D19152916B5B34D64E992FFA9A14FC1BEF574395EF58C0F5642C9E7CD859810D0714A8A4AF73E2774FDAF9BC1048F958692D8"> : tensor<7x3x3x4xi8>
    %a = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 1, 2, 0, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = -7 : i64} : (tensor<1x6x5x4xi8>, tensor<7x3x3x4xi8>) -> tensor<1x5x6x7xi32>
    %m = qopt.constant dense<"0xD1CEA355D78A86469F68594B6801105B187247605C5F4163E990737C"> : tensor<7xi32>
    %s = qopt.constant dense<"0x26262628282726"> : tensor<7xi8>
    %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = -3 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<1x5x6x7xi32>, tensor<7xi32>, tensor<7xi8> -> tensor<1x5x6x7xi8>
    return %r : tensor<1x5x6x7xi8>
  }
}
// -----
module @unsigned_dilated {
  func.func @main(%x: tensor<2x9x8x3xui8>) -> tensor<2x5x6x6xui8> {
    %w = qopt.constant dense<"0x56B506E9483D5D845704A64B64109F713C028CDBCD71A2631F49D10C11CDB833E67666B3193AFDC43A4E7EBCD6119CEDBEF9A8D9E89B3ED5444E9C38AAACDC905852FC030A3BCB110D311BBDD67B1A604190DB9AF55BA2DDC3EC8B068F2D968765103BF016144CB1AD1FDA66"> : tensor<6x3x2x3xi8>
    %a = qopt.conv %x, %w {strides = array<i64: 2, 1>, padding = array<i64: 2, 0, 2, 1>, dilations = array<i64: 2, 3>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 200 : i64} : (tensor<2x9x8x3xui8>, tensor<6x3x2x3xi8>) -> tensor<2x5x6x6xi32>
    %m = qopt.constant dense<"0x4D903D652BDD64764905BA763FD0E966E58295621B13A344"> : tensor<6xi32>
    %s = qopt.constant dense<"0x262826282627"> : tensor<6xi8>
    %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 130 : i64, lo = 0 : i64, hi = 255 : i64} : tensor<2x5x6x6xi32>, tensor<6xi32>, tensor<6xi8> -> tensor<2x5x6x6xui8>
    return %r : tensor<2x5x6x6xui8>
  }
}
// -----
module @line {
  func.func @main(%x: tensor<1x11x5xi8>) -> tensor<1x4x4xi32> {
    %w = qopt.constant dense<"0x4111652CA6274FF08BF655FA3474F90DFA16B8766E3FC682C4064530148204E5124B9DE99C1D7A4134BD1D970FBEBCA4A86C15178304889AD8A3167B6E24F439CEEE7484CC6EFB55FAE68CE09BC983FC"> : tensor<4x4x5xi8>
    %a = qopt.conv %x, %w {strides = array<i64: 3>, padding = array<i64: 1, 2>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 1 : i64, pad_value = 3 : i64} : (tensor<1x11x5xi8>, tensor<4x4x5xi8>) -> tensor<1x4x4xi32>
    return %a : tensor<1x4x4xi32>
  }
}
// -----
module @volume {
  func.func @main(%x: tensor<1x3x4x5x2xi8>) -> tensor<1x3x2x4x3xi8> {
    %w = qopt.constant dense<"0x4BD0E13E2E7EF2A0FFCB5D44E5369A902B8B88CE041EDF66EDB73A6F56C176F947CA52E06F5EE3D0D8BE883EF4718FAEB7C5EA2CE96A4407F7EF35A98667389E436C84E1DA0123A0"> : tensor<3x2x3x2x2xi8>
    %a = qopt.conv %x, %w {strides = array<i64: 1, 2, 1>, padding = array<i64: 1, 1, 0, 0, 1, 1>, dilations = array<i64: 1, 1, 2>, input_dilations = array<i64: 1, 1, 1>, groups = 1 : i64, pad_value = -128 : i64} : (tensor<1x3x4x5x2xi8>, tensor<3x2x3x2x2xi8>) -> tensor<1x3x2x4x3xi32>
    %m = qopt.constant dense<"0x0CA7CC48F74E055631D49573"> : tensor<3xi32>
    %s = qopt.constant dense<"0x272826"> : tensor<3xi8>
    %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = -3 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<1x3x2x4x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<1x3x2x4x3xi8>
    return %r : tensor<1x3x2x4x3xi8>
  }
}
